"""How somebody gets in: the hooks that the sign-in libraries call. The libraries keep the steps, we keep the people."""
