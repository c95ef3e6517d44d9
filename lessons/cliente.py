#!/usr/bin/env python3
"""Um cliente da sala em Python 3, sem instalar nada.

Uso:
  python3 cliente.py 192.168.0.10:7777
  python3 cliente.py 'tls://192.168.0.10:7778#sha256:…'   o convite que a sala mostra
  printf 'ana\\noi, turma\\nsair\\n' | python3 cliente.py 127.0.0.1:7777

O que você digita vai para a sala, linha por linha, e o que ela diz aparece aqui. /ajuda mostra os
comandos; sair sai. Se a conexão cair, ele volta com o passe que a sala dá e mostra o que se perdeu.
"""

import hashlib
import os
import re
import socket
import ssl
import sys
import threading
import time
from urllib.parse import urlsplit

try:
    import termios
except ImportError:  # Windows
    termios = None

# A longer line of a server is shown in pieces.
LINE_MAX = 256 * 1024
CONNECT_SECONDS = 10
# The waits between attempts to come back; the last one is repeated.
WAITS = (1, 2, 5, 10)
# The questions whose answers nobody else should see: the class code and the teacher's password.
SECRET = ("? # ", "? * ")
# What was said: of these lines the class keeps those that someone who comes back has missed.
KEPT = ("[", "(", "* @ ", "* # ")
# Escape sequences, control characters, direction marks and other invisible ones: what one person
# sends must not move, colour or hide what another sees.
HARMFUL = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)"
    "|[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


class Misuse(Exception):
    """The address is invalid."""


class Distrust(Exception):
    """The certificate is not the ticket's."""


class Plain:
    """A connection in the clear: bytes in, bytes out."""

    def __init__(self, stream):
        self.socket = stream

    def receive(self):
        """The next bytes; empty when the other side has closed."""
        return self.socket.recv(65536)

    def send(self, data):
        self.socket.sendall(data)

    def finish(self):
        """Closes the sending side; receiving goes on."""
        self.socket.shutdown(socket.SHUT_WR)


class Tls(Plain):
    """A TLS connection.

    `ssl.SSLSocket` cannot close one direction alone, and two threads must not use it at once. So
    TLS works on two buffers here, one thread at a time, and the socket waits for neither.
    """

    def __init__(self, stream, host, pinned):
        super().__init__(stream)
        context = ssl.create_default_context()
        if pinned:
            # The ticket names the one certificate to expect: no authority is needed.
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=host)
        self.at_work, self.sending = threading.Lock(), threading.Lock()
        self.text, self.ended = b"", False
        self.handshake()
        shown = hashlib.sha256(self.tls.getpeercert(binary_form=True)).hexdigest()
        if pinned and shown != pinned:
            raise Distrust(f"sha256:{shown}")

    def handshake(self):
        while True:
            try:
                self.tls.do_handshake()
                return self.flush()
            except ssl.SSLWantReadError:
                self.flush()
                self.fill(super().receive())

    def receive(self):
        while True:
            with self.at_work:
                self.decrypt()
                text, self.text = self.text, b""
            if self.outgoing.pending:
                self.flush()
            if text or self.ended:
                return text
            data = super().receive()
            with self.at_work:
                self.fill(data)

    def decrypt(self):
        try:
            while data := self.tls.read(65536):
                self.text += data
            self.ended = True
        except ssl.SSLZeroReturnError:
            self.ended = True
        except ssl.SSLWantReadError:
            pass

    def send(self, data):
        with self.at_work:
            self.tls.write(data)
        self.flush()

    def finish(self):
        with self.at_work:
            self.decrypt()  # TLS closes only once what has come is read.
            try:
                self.tls.unwrap()
            except ssl.SSLWantReadError:
                pass  # The other side is not done yet.
        self.flush()
        super().finish()

    def fill(self, data):
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()

    def flush(self):
        with self.sending:
            with self.at_work:
                data = self.outgoing.read()
            # Another thread may have sent it, and even closed this side since.
            if data:
                super().send(data)


class Echo:
    """Whether the terminal shows what is typed. Not `getpass`: a question may come while another
    thread is reading a line already."""

    def __init__(self):
        self.shown = termios.tcgetattr(0) if termios and os.isatty(0) else None

    def show(self, yes):
        if self.shown:
            modes = self.shown.copy()
            if not yes:
                modes[3] &= ~termios.ECHO
            termios.tcsetattr(0, termios.TCSADRAIN, modes)


class Stay:
    """One person's stay in the class, over as many connections as it takes."""

    def __init__(self, connection):
        self.connection, self.connected = connection, threading.Event()
        self.name = self.code = self.passe = None
        self.read = 0  # How many kept lines came since the pass.
        self.over = False  # It ends on purpose,
        self.vanishes = False  # or because the input does.
        self.leaving = threading.Lock()
        self.begin(connection)

    def begin(self, connection):
        """Goes on over a new connection."""
        self.connection = connection
        self.asked, self.early = None, []
        self.inside = self.offered = self.wanted = self.tried = False
        self.connected.set()

    def send(self, line):
        self.connection.send(line.encode() + b"\n")

    def typed(self, line):
        """Sends what the person typed. What answers a question is kept for when they come back."""
        self.connected.wait()
        if self.asked:
            self.answered(line)
        elif not self.inside:
            self.early.append(line)
        self.over |= line.strip().lower() in ("sair", "/sair")
        self.send(line)

    def answered(self, line):
        asked, self.asked = self.asked, None
        if asked == "? # ":
            self.code = line
        elif asked == "? ":
            self.name = line.strip()

    def leave(self):
        """Ends the sending side. The class keeps the name of those who have a pass and only vanish."""
        with self.leaving:
            self.vanishes = not self.over
            if self.vanishes and (self.passe or self.wanted):
                self.send("/sair")
            self.over = True
        self.connection.finish()

    def heard(self, line):
        """Follows a line of the class; whether the person is to see it."""
        if line.startswith("? "):
            self.question(line)
        elif line.startswith("* ") and not self.inside and self.asked is None:
            self.inside = True
            with self.leaving:
                # Only a class that asks with `? & ` has passes: another one may take it for speech.
                if self.offered and not self.over:
                    self.wanted = True
                    self.send("/passe")
        if line.startswith("* . "):
            self.over = True
            return not self.vanishes
        elif line.startswith("* & "):
            hidden, self.wanted = self.wanted, False
            self.passe, self.read = line.split(" ")[2], 0
            return not hidden
        elif line.startswith("* ~ ") and line.split(" ")[2] == self.name:
            self.name = line.split(" ")[3]
        elif line.startswith(KEPT):
            self.read += 1
        return True

    def question(self, line):
        self.asked = line[:4] if line.startswith(SECRET) else "? "
        self.offered |= line.startswith("? & ")
        if self.early:
            return self.answered(self.early.pop(0))
        if self.asked == "? # " and self.code and self.passe and not self.tried:
            self.asked = None
            self.send(self.code)
        elif line.startswith("? & ") and self.passe and not self.tried:
            self.asked, self.tried = None, True
            self.send(f"{self.name} {self.passe} {self.read}")


def connect(address):
    """Connects to HOST:PORT, tls://HOST:PORT or a ticket, tls://HOST:PORT#sha256:HEX."""
    # A ticket may be copied with the command that the classroom shows before it.
    address = address.strip().removeprefix("sala client ")
    by_tls = address.startswith("tls://")
    try:
        parts = urlsplit(address if by_tls else f"//{address}")
        host, port = parts.hostname, parts.port or (7778 if by_tls else 7777)
    except ValueError as error:
        raise Misuse(address) from error
    ticket = re.fullmatch("(?:sha256:([0-9a-fA-F]{64}))?", parts.fragment)
    if not host or not ticket or (ticket[1] and not by_tls) or parts.path or address.endswith("#"):
        raise Misuse(address)
    stream = socket.create_connection((host, port), CONNECT_SECONDS)
    connection = Tls(stream, host, (ticket[1] or "").lower()) if by_tls else Plain(stream)
    stream.settimeout(None)
    return connection


def lines(read):
    """The lines in what `read` returns, however the bytes are split."""
    buffer = b""
    while data := read():
        *whole, buffer = (buffer + data).split(b"\n")
        if len(buffer) > LINE_MAX:
            whole, buffer = whole + [buffer], b""
        yield from (line.decode(errors="replace") for line in whole)
    if buffer:
        yield buffer.decode(errors="replace")


def clean(text):
    return HARMFUL.sub("", text.replace("\t", " "))


def speak(stay, echo):
    """Sends what is typed, until the input ends or the person leaves."""
    try:
        for line in lines(lambda: os.read(0, 4096)):
            echo.show(True)
            # Some programs write a mark first. It is no letter.
            stay.typed(line.removeprefix("\ufeff").rstrip("\r"))
            if stay.over:
                break
        stay.leave()
    except OSError:
        pass  # The listening thread sees the error, too, and reports it.


def listen(stay, echo):
    """Shows what the classroom sends, until it closes."""
    for line in lines(stay.connection.receive):
        line = clean(line)
        if line.startswith(SECRET):
            echo.show(False)
        if not stay.heard(line):
            continue
        try:
            print(line, flush=True)
        except BrokenPipeError:
            # Otherwise Python would report the closed output once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            stay.over = True
            return


def come_back(stay, address):
    """Connects again, as soon as that can be done."""
    stay.connected.clear()
    for attempt in range(sys.maxsize):
        seconds = WAITS[min(attempt, len(WAITS) - 1)]
        fail(f"a conexão caiu: tento voltar em {seconds} s.")
        time.sleep(seconds)
        try:
            return stay.begin(connect(address))
        except OSError:
            pass


def stay_to_the_end(stay, address, echo):
    """Listens, over as many connections as it takes, where the class gave a pass."""
    while True:
        try:
            listen(stay, echo)
        except OSError:
            if stay.over or not stay.passe:
                raise
        if stay.over or not stay.passe:
            return
        come_back(stay, address)


def fail(words, code=1):
    print(f"cliente: {words}", file=sys.stderr)
    return code


def main(arguments):
    if arguments in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0
    if len(arguments) != 1:
        return fail("diga o endereço da sala, como 127.0.0.1:7777 (--help mostra mais).", 2)
    address = arguments[0]
    try:
        connection = connect(address)
    except Misuse:
        return fail(f"endereço inválido: {address}. Use MÁQUINA:PORTA ou o convite inteiro.", 2)
    except Distrust as error:
        return fail(
            f"o certificado de {address} não é o do convite: recebi {error}. Pode ser outra "
            "máquina no lugar da sala: peça um convite novo a quem a abriu."
        )
    except ssl.SSLCertVerificationError:
        return fail(
            f"ninguém responde pelo certificado de {address}: entre com o convite inteiro, "
            "tls://…#sha256:…"
        )
    except (OSError, ValueError) as error:
        return fail(f"não consegui entrar ({error}): confira o endereço e se a sala está aberta.")
    echo, stay = Echo(), Stay(connection)
    threading.Thread(target=speak, args=(stay, echo), daemon=True).start()
    try:
        stay_to_the_end(stay, address, echo)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        return fail(f"a conexão caiu ({error}): entre de novo.")
    finally:
        echo.show(True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
