"""`make blocks`: docs/blocks.md and its pictures, made from the schemas of the blocks."""
