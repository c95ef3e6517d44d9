### What the server says (src/server).

accept-failed = Nobody can come in for now: { $why }. Everyone who is here stays; if it happens again, raise the limit on open files (ulimit -n).
history-late = The journal did not answer: try again in a moment.
class-unattended = The class ends in { $minutes } min: the teacher's console is closed. “sala console” opens it again.
connection-slow = Slow connection: more than 1 MiB was waiting to be read. Come in again when you can.
console-password = Teacher's password:
console-refused = Wrong password again: the console did not open. Try again with sala console.
console-wrong = Wrong password.

listen-address = Invalid address { $address }: use HOST:PORT, like 127.0.0.1:7777.
listen-not-open = At { $address } anyone on the network could come in and read everything: use --tls-listen with --class-code auto (encrypted, with a code) or, if that is what you want, --open.
listen-not-open-tls = At { $address } anyone on the network could come in: ask for a code with --class-code auto or, if that is what you want, use --open.
listen-in-use = The address { $address } is already in use: close the other program or choose another address.
listen-unknown-host = Cannot find the host of { $address }: check the name given with --listen or --tls-listen.
listen-privileged = No permission to open { $address }: ports below 1024 need administrator rights; use a higher one, like 7777.
listen-failed = Cannot open { $address }: { $why }. Check the address given with --listen or --tls-listen.
listen-console-failed = Cannot create { $socket } for the console: { $why }. Choose another folder with --data.

handshake-plain = This address is for encrypted connections: come in with sala client tls://HOST:PORT, or ask your teacher for an address without tls://.
handshake-failed = Encrypted connection with { $address } failed: { $why }{ $untold ->
    [0] .
    [one] { "" } (and { $untold } more before).
   *[other] { "" } (and { $untold } more before).
}
handshake-failed-silent = nothing was sent within 5 seconds
handshake-failed-plain = the other side does not speak TLS
handshake-failed-late = it took more than 10 seconds
handshake-failed-called-off = it made room for a newer connection

# What browsers are told.
web-not-found = There is nothing at this address: the class is at /.
web-method = This can only be read: use GET or HEAD.
web-late = The request was not complete within 10 seconds.
web-host = That is not a name of this class: use the address that it showed when it opened, or give the name with --web-host.
web-origin = That request comes from another page: open the class by its own address.
web-upgrade = This is for WebSocket, version 13: the page of the class is at /.
web-large = The request is too large: at most 8 KiB.
web-redirect = This class is at https.
web-bad-request = That request is not correct HTTP/1.1: check the program that sent it.
web-refused = The request of { $address } was refused: { $why }{ $untold ->
    [0] .
    [one] { "" } (and { $untold } more before).
   *[other] { "" } (and { $untold } more before).
}
web-called-off = it made room for a newer connection
web-socket-ended = The WebSocket of { $address } was closed with { $code }: { $why }{ $untold ->
    [0] .
    [one] { "" } (and { $untold } more before).
   *[other] { "" } (and { $untold } more before).
}

certificate-file = Cannot use { $path }: { $why }. Check the file and the permissions of its folder.
certificate-alone = { $present } exists, but { $missing } does not: restore the missing file, or delete the other one to get a new certificate.
certificate-none = No certificate in { $path }: give a PEM file with --cert (BEGIN CERTIFICATE).
certificate-no-key = No private key in { $path }: give a PEM file with --key (BEGIN PRIVATE KEY).
certificate-mismatch = The key { $key } does not belong to the certificate { $certificate }: give a matching pair with --cert and --key.
certificate-unusable = The certificate { $path } cannot be used: { $why }. Give another with --cert and --key, or delete it from the data folder to get a new one.

password-too-short = The password has fewer than { $min } characters: choose a longer one.
password-too-long = The password has more than { $max } bytes: choose a shorter one.
password-control = The password has control characters: choose one that can be typed.
password-file = Cannot use { $path } ({ $why }): check the folder given with --data.
password-exposed = Other users can read { $path }: fix this with chmod 600 { $path }.
password-damaged = { $path } does not contain a stored password ({ $why }): set the password again with sala server password.
nobody-came = Nobody has connected from another machine in the first minute. If someone has tried: is everyone on the same Wi-Fi? Guest networks keep devices apart, and a firewall on this computer may block the port. A router of your own or a phone as a hotspot helps against the first, a firewall rule against the second.
