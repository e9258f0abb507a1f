"""Messages to people: inside the program, by mail, SMS, group robot, and as text to paste.

A capability registers its kinds of message with their default texts (`registry.register_kind`)
and sends by `services.notify` or makes a text for a chat group (`group.group_text`). Who has to be
told what is the capability's affair, and so is whether they may know it. Doors beside these:
`queries.list_notices_for_user`, `services.mark_notice_read`, `services.forget_notices`.
"""
