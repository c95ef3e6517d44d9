### Rosters, grades and the formats that they leave in (src/roster, src/marks, src/cli/lab/export).

## The roster.

roster-no-columns = no column of this file tells who somebody is. Its first line is: { $row }. Expected is CSV with headings such as Name, Email, ID number (Nome, E-mail, Matrícula).
roster-nobody = there is nobody below the headings.
roster-too-many = it has more than { $most } rows: is it another file?
roster-understood = Roster: { $count ->
    [one] { $count } student
   *[other] { $count } students
}; { $encoding }, separated by “{ $separator }”; { $columns }.
roster-left-out = Left out: { $rows }.
roster-tab = tabs
roster-name = name
roster-family-name = last name
roster-id = number
roster-username = account
roster-email = e-mail
roster-participant = Moodle's participant

## marks.toml.

marks-scale = the scale has to be a number above 0.
marks-weight = a weight has to be a number, 0 or more.
marks-no-lesson = there is no lesson { $name }: a weight has a lesson's number, or default.
marks-no-remark = there is no remark “{ $name }”. There are: { $known }.
marks-nothing-counts = nothing counts: give a lesson a weight above 0.

## How far somebody is.

marks-passed = passed
marks-wrong = wrong
marks-not-starting = does not start
marks-missing = nothing handed in
marks-ungraded = not graded

## Reports.

roster-unusable = { $path } cannot be used as the roster: { $why }
roster-unmatched = Not matched with a student: { $folder } ({ $why }).
roster-match-nobody = nobody in the roster has this name, number or address
roster-match-several = it may be { $who }: use the full name, the number or the address
roster-match-again = { $who } has another folder that matches as well or better
roster-absent = Without a folder: { $who } ({ $count }).
report-kept = { $kept } of { $count } folders hold what has been graded before and were not graded again (--fresh grades everything).
report-not-kept = the verdicts cannot be kept in { $path } ({ $why }); every folder is graded.
marks-empty = Nothing was handed in: the folder is empty. It should have a program, and a lab.toml that says how it starts.
marks-no-manifest = The folder has no lab.toml, which says how the program starts, as in: command = "python3 servidor.py"
marks-starter = This is the starter of lesson { $number }, unchanged.
marks-absent = There is no folder of this student.
marks-one-folder = --format gradescope writes the results of one folder, and { $count } were given.
marks-needs-roster = --format moodle needs --roster FILE: Moodle knows students by number or e-mail, not by folder.
marks-unwritable = { $path } could not be written: { $why }.
marks-grade = grade
marks-grade-of = Grade { $grade } of { $scale }
marks-status = status
marks-lesson = lesson { $number }
marks-why = why
marks-sum = { $passed } of { $all } lessons passed
marks-student = Student
marks-class = Marks of the class
marks-class-sum = { $count ->
    [one] { $count } student
   *[other] { $count } students
}, { $passed } with everything passed. Choose a cell to see why it failed.
marks-passed-count = passed
marks-back = Back to the class
marks-remarks = Remarks: good practice that is not asked for
moodle-id = ID number
moodle-username = Username
moodle-email = Email address
moodle-grade = Grade
moodle-feedback = Feedback
