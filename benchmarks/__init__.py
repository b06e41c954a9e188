"""How fast the gateway is: measured side by side with a hand-written app, a bare one and an ordinary one."""
