"""The pages: each reads its widgets, asks a service, shows the answer."""
