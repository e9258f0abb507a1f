"""Which names mean one organisation: companies by place, brand, trade and legal form.

Doors: `parse_company`. Word lists are read on first use; those of places and industries are made
by `tools.company_words`.
"""

from duijie.engines.linkage.company_names import CompanyName, parse_company

__all__ = ["CompanyName", "parse_company"]
