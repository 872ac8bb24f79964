"""Puts the package on the path of its tests, wherever pytest is started."""
