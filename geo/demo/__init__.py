"""The demo city: made up from a seed, marked as such, loaded by the same door as a real one."""
