"""What goes in and out as files: lists handed in, packs handed over, templates."""
