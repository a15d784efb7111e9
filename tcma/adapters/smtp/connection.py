"""One connection as a state machine: bytes in, replies counted off, answers out. It never waits by itself.

Where the server offers PIPELINING (RFC 2920), the envelope of the next mail leaves with the body of this one, so that
a mail costs one round trip; else each command waits for its reply.

What is known of a mail when the connection breaks depends on one thing: whether its final dot has left. Before that
no server may take it; after that nobody knows.
"""

import enum
import socket
import ssl
import time
from collections import deque
from collections.abc import Callable, Mapping

from tcma.adapters.smtp.letter import END, Letter
from tcma.delivery.ports import Answer
from tcma.delivery.rules import Outcome
from tcma.delivery.rules.holds import HoldReason

_READ = 65_536
_LONGEST_REPLY = 65_536
# Refusals that are about us and not about the mail: authentication required, refused, too weak, without encryption.
_OURS = {530, 534, 535, 538}
_AGAIN = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class _Step(enum.Enum):
    """What a reply is the answer to."""

    RSET = enum.auto()
    MAIL = enum.auto()
    RCPT = enum.auto()
    DATA = enum.auto()
    END = enum.auto()
    NOTHING = enum.auto()  # an empty message, where DATA was allowed for a recipient that was refused


class Broken(Exception):
    """The connection can't be used any more."""


class Connection:
    """`features` are what EHLO offered, in lower case; `patience` is how many seconds a reply may take."""

    def __init__(self, sock: socket.socket, features: Mapping[str, str], *, patience: float) -> None:
        self.sock, self._patience = sock, patience
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pipelines, self._eight_bit = "pipelining" in features, "8bitmime" in features
        limit = features.get("size")
        self._says_size, self._limit = limit is not None, int(limit) if limit and limit.isdigit() else 0
        self._tls = isinstance(sock, ssl.SSLSocket)
        self._out, self._in = bytearray(), bytearray()
        self._queued, self._left = 0, 0  # bytes since the beginning: written by us, and maybe gone
        self._expected: deque[tuple[Letter, _Step]] = deque()
        self._held: deque[tuple[bytes, _Step]] = deque()  # commands that wait for a reply, without PIPELINING
        self._refused: dict[Letter, Answer] = {}
        self._ends: dict[Letter, int] = {}  # where the final dot of a mail ends, in bytes since the beginning
        self._reset = False
        self.last = time.monotonic()  # when something moved

    def start(self, feed: Callable[[], Letter | None], answer: Callable[[Letter, Answer], None]) -> None:
        """Take mails from `feed` until it has none, and tell `answer` what became of each."""
        self._feed, self._answer = feed, answer
        self.last = time.monotonic()
        self._begin()

    @property
    def busy(self) -> bool:
        return bool(self._expected)

    @property
    def writes(self) -> bool:
        """Whether there is something to be written."""
        return bool(self._out)

    def overdue(self, now: float) -> bool:
        """Whether a reply takes too long; `now` is monotonic."""
        return self.busy and now - self.last > self._patience

    def stale(self) -> bool:
        """Whether an idle connection was ended by the server meanwhile, or said something nobody asked for."""
        try:
            self.sock.recv(1)
        except _AGAIN:
            return False
        except OSError:
            return True
        return True

    def close(self) -> None:
        self.sock.close()

    def write(self) -> None:
        """Write what the network takes. Raises Broken."""
        try:
            while self._out:
                gone = self.sock.send(self._out)
                self._left += gone
                del self._out[:gone]
                self.last = time.monotonic()
        except _AGAIN:
            return
        except OSError as error:
            if self._tls:  # whole records may have gone before the error, and nothing says how many
                self._left += len(self._out)
            raise Broken(str(error)) from error

    def read(self) -> None:
        """Read what there is, and go on by it. Raises Broken."""
        try:
            while True:
                data = self.sock.recv(_READ)
                if not data:
                    raise Broken("the server hung up")
                self._in += data
                self.last = time.monotonic()
                self._replies()
        except _AGAIN:
            return
        except OSError as error:
            raise Broken(str(error)) from error

    def give_up(self, reason: str) -> None:
        """Close, and say of each mail under way what its bytes prove."""
        self.close()
        for letter in dict.fromkeys(letter for letter, _ in self._expected):
            if letter in self._refused:
                self._answer(letter, self._refused[letter])
            elif letter in self._ends and self._left >= self._ends[letter]:
                self._answer(letter, Answer(Outcome.UNKNOWN, detail=f"no answer after the message: {reason}"))
            else:
                self._answer(letter, Answer(Outcome.RETURNED, detail=f"before the message was out: {reason}"))
        self._expected.clear()

    def _replies(self) -> None:
        while (end := self._in.find(b"\r\n")) >= 0:
            line = bytes(self._in[:end])
            del self._in[: end + 2]
            if not line[:3].isdigit() or line[3:4] not in (b" ", b"-", b""):
                raise Broken(f"not a reply: {line[:80]!r}")
            if line[3:4] == b"-":
                continue
            if not self._expected:
                raise Broken(f"a reply to nothing: {line[:80]!r}")
            letter, step = self._expected[0]
            code, text = int(line[:3]), line.decode("utf-8", "replace")
            if step is _Step.END and self._left < self._ends[letter]:  # before it can have read our dot
                if code // 100 == 5:
                    self._refuse(letter, code, text)
                raise Broken(f"a reply in the middle of the message: {text}")
            self._expected.popleft()
            self._reply(letter, step, code, text)
        if len(self._in) > _LONGEST_REPLY:
            raise Broken("a reply without an end")

    def _reply(self, letter: Letter, step: _Step, code: int, text: str) -> None:
        if step is _Step.END:
            self._settle(letter, _ended(letter, code, text))
        elif step is _Step.NOTHING:
            self._settle(letter, self._refused[letter])
        elif step is _Step.DATA:
            self._data(letter, code, text)
        elif step is not _Step.RSET and code // 100 != 2:
            self._refuse(letter, code, text)
        if self._held and step in (_Step.RSET, _Step.MAIL, _Step.RCPT):
            if letter in self._refused:
                self._held.clear()
                self._settle(letter, self._refused[letter])
            else:
                self._say(letter, *self._held.popleft())

    def _data(self, letter: Letter, code: int, text: str) -> None:
        """To DATA: the body if it may come, with the envelope of the next mail behind it."""
        if code != 354:
            self._refuse(letter, code, text)
            self._settle(letter, self._refused[letter])
        elif letter in self._refused:
            self._say(letter, END, _Step.NOTHING)
        else:
            self._say(letter, letter.data + END, _Step.END)
            self._ends[letter] = self._queued
            if self._pipelines:
                self._begin()

    def _refuse(self, letter: Letter, code: int, text: str) -> None:
        """The first refusal is the one that says why; a mail with one has no body any more."""
        self._reset = True
        self._refused.setdefault(letter, _refusal(code, text))

    def _settle(self, letter: Letter, answer: Answer) -> None:
        self._refused.pop(letter, None)
        self._ends.pop(letter, None)
        self._answer(letter, answer)
        if not self.busy:
            self._begin()

    def _begin(self) -> None:
        """The envelope of the next mail, if there is one."""
        while (letter := self._feed()) is not None:
            trouble = self._trouble(letter)
            if trouble:
                self._answer(letter, Answer(Outcome.REFUSED, detail=trouble))
                continue
            size = f" SIZE={len(letter.data)}".encode() if self._says_size else b""
            bits = b"" if letter.seven_bit else b" BODY=8BITMIME"
            commands = [
                *([(b"RSET\r\n", _Step.RSET)] if self._reset else []),
                (b"MAIL FROM:<" + letter.mail_from + b">" + size + bits + b"\r\n", _Step.MAIL),
                (b"RCPT TO:<" + letter.rcpt_to + b">\r\n", _Step.RCPT), (b"DATA\r\n", _Step.DATA),
            ]
            self._reset = False
            now = len(commands) if self._pipelines else 1
            self._held.extend(commands[now:])
            for command in commands[:now]:
                self._say(letter, *command)
            return

    def _trouble(self, letter: Letter) -> str:
        """Why this server can't take it, '' if it can."""
        if self._limit and len(letter.data) > self._limit:
            return f"the message has {len(letter.data)} bytes, and the server takes {self._limit}"
        if not letter.seven_bit and not self._eight_bit:
            return "the message is not ASCII, and the server takes nothing else"
        return ""

    def _say(self, letter: Letter, data: bytes, step: _Step) -> None:
        self._out += data
        self._queued += len(data)
        self._expected.append((letter, step))


def _ended(letter: Letter, code: int, text: str) -> Answer:
    """What the reply to the whole message proves."""
    kind = code // 100
    if kind == 2:
        return Answer(Outcome.ACCEPTED, letter.message_id, text)
    return _refusal(code, text) if kind in (4, 5) else Answer(Outcome.UNKNOWN, detail=text)


def _refusal(code: int, text: str) -> Answer:
    """Of this mail for good, for now, or of us: then more than this mail has to wait."""
    if code in _OURS:
        return Answer(Outcome.RETURNED, detail=text, hold=HoldReason.KEYS)
    return Answer(Outcome.REFUSED if code // 100 == 5 else Outcome.RETURNED, detail=text)
