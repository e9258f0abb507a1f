"""`.png` and `.jpg`: checked here, read by OCR."""

from __future__ import annotations

import io
import warnings

from duijie.engines.documents.draft import Draft, refuse


def read_image(draft: Draft) -> None:
    """Check that the picture opens and is not too large; its one page is left to OCR."""
    from PIL import Image, ImageFile

    # Libraries that draw pages switch this on for the whole process: a cut picture would pass.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        # The library's own bound is looser than ours, which stands below.
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(draft.source.data)) as image:
            if image.width * image.height > draft.source.limits.image_pixels:
                limit = draft.source.limits.image_pixels // 10**6
                raise refuse("documents.image_too_large", limit_megapixels=limit)
            if min(image.size) < 8:
                raise refuse("documents.nothing_in_it")
            image.draft("RGB", (64, 64))
            image.load()
    draft.page_count = 1
    draft.ocr_pages = (1,)
