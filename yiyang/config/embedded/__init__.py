"""Our own PostgreSQL: started by the first program that needs it, stopped when the last one has gone.

A program takes a *lease* on a home folder. The first lease starts a supervisor, a small process of its own
which makes the cluster, starts the server and starts it again after a crash; it stops the server cleanly when
nobody holds a lease. Leases are file locks, which the kernel gives back however a program ends, so nothing is
counted and nothing is left over.
"""

from yiyang.config.embedded.lease import Lease, lease, wait_until_stopped
from yiyang.config.embedded.place import CannotStart, Place, socket_folder

__all__ = ["CannotStart", "Lease", "Place", "lease", "socket_folder", "wait_until_stopped"]
