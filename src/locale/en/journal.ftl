### The journal (src/journal) and the command that reads it (src/cli/log).

## Why a journal cannot be opened or read.

journal-error-folder = Cannot use { $path } ({ $reason }): choose another folder with --data.
journal-error-folder-exposed = Other users can write in the folder { $path }: fix this with "chmod go-w", or choose another folder with --data.
data-folder-in-use = The folder { $path } is in use by a class: end the class first, or choose another folder with --data.
journal-error-missing = There is no journal in { $path }: open a class with "sala server", or give the journal's folder with --data.
journal-error-key-gone = The key { $key } is gone, and the journal { $path } cannot be read without it: put the key back, give another file with --key-file, or move the journal away to begin a new one.
journal-error-key-file = Cannot use the key file { $path } ({ $reason }): a key is 64 hexadecimal digits, as "openssl rand -hex 32" prints them.
journal-error-key-shape = The file { $path } does not hold a key: a key is 64 hexadecimal digits, as "openssl rand -hex 32" prints them.
journal-error-key-exposed = Other users can read the key file { $path }: fix this with "chmod 600", then try again.
journal-error-wrong-key = The key in { $key } is not the key of the journal { $path }: give the right one with --key-file.
journal-error-key-same = The key in { $path } is already the journal's key: give another file with --new-key-file, or leave the option out to have a key made.
journal-error-key-fixed = The key cannot be replaced in { $path }, where it is read from: say with --new-key-file where to put the new one.
journal-error-foreign = The file { $path } is not a sala journal and was left as it was: move it away, or choose another folder with --data.
journal-error-newer = The journal { $path } was written by a newer sala: update this one.
journal-error-archived = The class { $class } is archived: open another one with --class, or take it out with "sala class archive { $class } --undo".
journal-error-no-class = There is no class { $class } in this journal: "sala class list" shows the classes.
journal-error-class-taken = There is a class { $class } already: choose another name.
journal-error-storage = The journal { $path }: { $reason }
journal-error-thread = The system could not start a thread for the journal ({ $reason }): close other programs and try again.

## What keeps it from being written or read.

storage-full = the disk is full: free some space.
storage-read-only = the file cannot be written: check its permissions and the disk.
storage-damaged = the file is damaged; nothing in it was changed: restore a copy, or move it away to begin a new one.
storage-busy = another program has the file locked: close that program.
storage-other = the database says "{ $reason }": check the disk.

## What it reports while a class goes on.

recording-stopped = The journal has stopped: { $reason } The class goes on; what is said waits to be recorded.
recording-resumed = The journal works again: all that waited is recorded.
recording-moved = Another program has moved, removed or changed the files of the journal. It goes on in { $path }, with all that it held: sala log --data { $path } reads it.
recording-moved-without = Another program has cut or changed the files of the journal. It goes on in { $path }, without what was recorded before: that is lost unless there is a copy.
recording-key-restored = Another program has removed the key of the journal. It was written again.
recording-gone = Another program has moved, removed or changed the files of the journal, and it cannot go on elsewhere: { $reason } The class goes on; what is said may not be found again.
recording-unrecorded = { $count ->
    [one] { $count } line was not recorded: the disk could not keep up.
   *[other] { $count } lines were not recorded: the disk could not keep up.
}

## What it lost, when the class is over.

journal-end-unrecorded = The class is over, but { $count ->
    [one] { $count } line was not recorded
   *[other] { $count } lines were not recorded
}: free some disk space or raise --journal-max.
journal-end-moved = The class is over. Its journal did not stay where it was: it is in { $path }.
journal-end-gone = The class is over, but another program has moved, removed or changed the files of its journal: what was said may not be found again.

## How a stay in the class ended.

departure-quit = left with /exit
departure-ended = disconnected
departure-lost = connection lost
departure-slow = slow connection
departure-idle = idle
departure-expelled = sent out by the teacher
departure-renamed = changed name
departure-over = the class ended
departure-crashed = the server was interrupted

## The tables of sala log.

journal-column-name = Name
journal-column-ip = IP
journal-column-port = Port
journal-column-came = Came
journal-column-left = Left
journal-column-how = How
journal-column-active = Active
journal-column-first = First
journal-column-last = Last
journal-column-minutes = Minutes
journal-still-here = still here
journal-nothing = Nothing found in the journal.

## Mistakes in its options.

journal-bad-time = { $option } "{ $value }" is not a time: write 2026-11-23, "2026-11-23 14:00", 14:00 (today) or 2h (two hours ago).
journal-bad-span = --since is later than --until: nothing can be between them.
journal-no-words = There is nothing to search for: write at least one word.
journal-no-home = Your home folder cannot be found: say with --data where to keep the data.

## sala log rekey and sala log forget.

journal-rekeyed = The journal has a new key, in { $path }. The old key was deleted here: older copies of the journal open only with a copy of it.
journal-rekeyed-out = The journal has a new key, in { $path }: from now on give it with --key-file. The key in the data folder was deleted.
journal-rekeyed-from = The journal has a new key, in { $path }: from now on give it with --key-file. The old key, in { $old }, opens only older copies: delete it when you no longer need them.
journal-forget-yes = Removing what { $name } said is permanent, and there is no terminal to confirm in: add --yes.
journal-forget-nobody = The journal has nothing of { $name }: "sala log entries" and "sala log show" list the names.
journal-forget-ask = The journal has { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} and { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} of { $name }. Remove them permanently? Type yes, or anything else to keep them:
journal-forget-student = { $name } is or was a short name in the roster of a class, and leaves the roster too.
journal-forget-agreed = yes
journal-forget-not = Nothing was removed.
journal-forgotten = { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} from { $name } or to { $name } alone: removed permanently. { $entries ->
    [one] { $entries } entry remains
   *[other] { $entries } entries remain
} without name or address.
journal-forget-also = The connections of { $name } also used these names: { $names }. If it was the same person, remove them in the same way.
replay-none = No class is recorded in this journal: sala server --record records one.
replay-which = There is no recording of that number: sala replay --list shows them.
replay-cut = The beginning of this recording is missing: it cannot be played.
replay-nobody = Nobody in this class was called { $name }. These were there: { $names }
replay-no-teacher = No teacher or console was in this class: give a name with --as. These were there: { $names }
replay-bad-time = --from "{ $value }" is not a time of the class: write 14:05 or 14:05:30.
replay-speed = --speed is a number above 0: 10 is ten times as fast, 0.5 half as fast.
replay-entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
replay-ends = The recording ends here: the class had not ended.

## Classes and their meetings (sala class, sala server --class).

class-default = default class
moment = %Y-%m-%d %H:%M:%S
meeting-cut-off = The last meeting of { $class } was not ended: opened at { $since }, it stopped at { $until }. Enter goes on with it; type new to open another one:
meeting-cut-off-long-ago = The last meeting of { $class } was not ended: opened at { $since }, it stopped at { $until }. Enter opens a new meeting; type same to go on with that one:
meeting-same = same
meeting-new = new
meeting-goes-on = The meeting of { $class } goes on: it was opened at { $since } and had not been ended (--new-meeting opens another one).
class-none = There are no classes in this journal yet: "sala server --class 7A" opens one.
class-no-meetings = { $class } has had no meeting yet.
class-archived = archived
class-not-ended = { $until } (not ended)
class-column-class = Class
class-column-meetings = Meetings
class-column-last = Last
class-column-roster = Roster
class-column-state = State
class-column-number = No.
class-column-opened = Opened
class-column-ended = Ended
class-column-minutes = Minutes
class-column-people = Names
class-column-lines = Lines
class-bad-meeting = --meeting "{ $value }" is neither a day nor a number: write 11/20, 2026-11-20 or 3.
class-no-meeting = { $class } has no meeting { $value }: "sala class show" lists its meetings.
class-renamed = New name for { $old }: { $new }.
class-put-away = { $class } is archived: its passes open nothing any more. "sala log --class" still reads its meetings.
class-taken-out = { $class } is out of the archive.
class-forget-yes = Removing { $class } is permanent, and there is no terminal to confirm in: add --yes.
class-forget-ask = { $class } has { $meetings ->
    [one] { $meetings } meeting
   *[other] { $meetings } meetings
}, { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
} and { $students ->
    [one] { $students } name in its roster
   *[other] { $students } names in its roster
}. Remove them permanently? Type yes, or anything else to keep them:
class-forgotten = Nothing of { $class } is left in this journal.
replay-paused = paused
replay-over = end
replay-keys = space pauses · ← → 10 s · ↑ ↓ speed · q leaves
replay-keys-step = space next line · ← → 10 s · q leaves
replay-terminal = This terminal cannot be used: { $why }
feature-title = Feature: { $title }
feature-scenario = Scenario: what happened
feature-given = Given
feature-when = When
feature-then = Then
feature-and = And
feature-person = person
replay-title = Class of { $opened }
replay-left-out = Left out of the drawing: rows: { $rows }; people: { $people }. Choose a part of the class with --as or --from.
feature-left-out = { $count ->
    [1] The last entry does not fit in a scenario and was left out.
   *[other] The last { $count } entries do not fit in a scenario and were left out.
}
feature-whole = A scenario covers the whole class: use --format feature without --as, --teacher or --from.
register-short = In class
register-id = ID number
register-email = Email
register-total = Minutes
register-attended = Attended
register-missed = Missed
register-remarks = Remarks
register-late = { $minutes } min after the beginning
register-early = { $minutes } min before the end
register-title = Attendance of { $class }
register-day = %Y-%m-%d
register-hour = %Y-%m-%d %H:%M
register-which = This journal has several classes: say which one with --class ({ $names }).
register-no-key = Moodle knows people by number, account or email, and the roster of the class has none of them: import one that does, with "sala class roster".
class-roster-not = The roster was left as it was.
class-roster-kept = Roster of { $class }: { $count ->
    [one] { $count } name kept
   *[other] { $count } names kept
}. --short STUDENT=NAME changes a short name.
class-roster-empty = { $class } has no roster: give a CSV file from the school's system or from Moodle.
class-roster-ask = Is that right? Enter keeps it; anything else leaves the roster as it was:
class-short-form = --short "{ $value }" is not of the form STUDENT=NAME: write, for example, 20261001=clara.
class-short-nobody = --short "{ $value }": what stands before the = fits nobody in the roster, or more than one student. Use the short name, the number or the e-mail address.
class-short-taken = --short "{ $value }": that short name is taken or not allowed: choose another.
server-no-roster = --roster-only: the class { $class } has no roster, and nobody could come in. Import one with "sala class roster".
kind-speech = speech
kind-action = action
kind-announcement = announcement
kind-private = private message
kind-notice = notice
journal-column-at = When
journal-column-room = Room
journal-column-kind = Kind
journal-column-from = From
journal-column-to = To
journal-column-text = Text
