"""Answer links: handing them out, the door behind which strangers answer, and its purposes."""
