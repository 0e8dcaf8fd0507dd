"""The smallest mode there can be: somebody writes a letter. It proves on every run what a new mode costs."""
