"""An S3 on a free port of this machine, all in memory; it prints the port and ends with its standard input."""
import logging
import sys
from threading import Lock

from moto.s3.responses import S3Response
from moto.server import ThreadedMotoServer


def atomic(method):
    """S3 holds a condition against an object and writes it in one step; moto does so in two."""

    def alone(self):
        with write:
            return method(self)

    return alone


write = Lock()
S3Response.put_object = atomic(S3Response.put_object)
S3Response.delete_object = atomic(S3Response.delete_object)

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
