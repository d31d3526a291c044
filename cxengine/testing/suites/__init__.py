"""What the author of a plugin inherits to have it tested: one pytest class for each kind of plugin."""
