"""Pages as data: each builds one dataclass out of selectors; a template only draws it."""
