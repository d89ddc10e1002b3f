"""The commands: one file a noun, one function a verb."""
