### What the server says (src/server).

accept-failed = Nobody can come in for now: { $why }. Whoever is here stays; raise the limit of open files (ulimit -n) if it happens again.
history-late = The journal did not answer: try again in a moment.
connection-slow = Slow connection: more than 1 MiB was waiting to be read. Come in again when you can.

listen-address = I do not understand the address { $address }: use HOST:PORT, like 127.0.0.1:7777.
listen-in-use = The address { $address } is already in use: close the other program or choose another with --listen.
listen-unknown-host = Cannot find the host of { $address }: check the name given with --listen.
listen-privileged = No permission to open { $address }: ports below 1024 are the administrator's; use a higher one, like 7777.
listen-failed = Cannot open { $address }: { $why }. Check the address given with --listen.
listen-console-failed = Cannot make { $socket } for the console: { $why }. Choose another folder with --data.
