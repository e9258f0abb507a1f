"""What needs, offers and experts share as pages: the dense list with its filters.

Each area says what is its own (`listing.Listing`); doors: `listing.show_list`, `forms.FilterForm`.
"""
