"""What a partner's artefacts wear: logo, colours, contact, legal footer.

Tables: brand_kits. Facts: none.
"""
