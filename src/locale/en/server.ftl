### What the server says (src/server).

accept-failed = Nobody can come in for now: { $why }. Whoever is here stays; raise the limit of open files (ulimit -n) if it happens again.
history-late = The journal did not answer: try again in a moment.
connection-slow = Slow connection: more than 1 MiB was waiting to be read. Come in again when you can.

listen-address = I do not understand the address { $address }: use HOST:PORT, like 127.0.0.1:7777.
listen-not-open = At { $address } anyone on the network could come in and read everything: use --tls-listen with --class-code auto (encrypted, with a code) or, if that is what you want, --open.
listen-not-open-sealed = At { $address } anyone on the network could come in: ask for a code with --class-code auto or, if that is what you want, use --open.
listen-in-use = The address { $address } is already in use: close the other program or choose another address.
listen-unknown-host = Cannot find the host of { $address }: check the name given with --listen or --tls-listen.
listen-privileged = No permission to open { $address }: ports below 1024 are the administrator's; use a higher one, like 7777.
listen-failed = Cannot open { $address }: { $why }. Check the address given with --listen or --tls-listen.
listen-console-failed = Cannot make { $socket } for the console: { $why }. Choose another folder with --data.

handshake-plain = This address is the encrypted channel's: come in with sala client tls://HOST:PORT, or ask whoever opened the class for an address without tls://.
handshake-failed = No encrypted channel with { $address }: { $why }{ $untold ->
    [0] .
    [one] { "" } (and { $untold } more before).
   *[other] { "" } (and { $untold } more before).
}
handshake-failed-silent = nobody said a word in 5 seconds
handshake-failed-plain = the other side does not speak TLS
handshake-failed-late = it took more than 10 seconds
handshake-failed-called-off = it gave way to who came later

certificate-file = Cannot use { $path }: { $why }. Check the file and the permissions of its folder.
certificate-alone = { $present } is there, but { $missing } is not: put back what is missing, or delete the other for a new certificate.
certificate-none = No certificate in { $path }: name a PEM file with --cert (BEGIN CERTIFICATE).
certificate-no-key = No private key in { $path }: name a PEM file with --key (BEGIN PRIVATE KEY).
certificate-mismatch = The key { $key } is not that of the certificate { $certificate }: name the right pair with --cert and --key.
certificate-unusable = The certificate { $path } is of no use: { $why }. Name another with --cert and --key, or delete it from the data folder for a new one.

password-too-short = The password has fewer than { $min } characters: choose a longer one.
password-too-long = The password has more than { $max } bytes: choose a shorter one.
password-control = The password has control characters: choose one that can be typed.
password-file = Cannot use { $path } ({ $why }): check the folder given with --data.
password-exposed = Others may read { $path }: put it right with chmod 600 { $path }.
password-damaged = What is in { $path } is not a stored password ({ $why }): set the password again with sala server password.
