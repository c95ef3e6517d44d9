@desk @lang-en
Feature: The teacher's desk, in English
  The commands that lead a class, under their English names.

  Background:
    Given "prof" comes in as teacher
    And "ana" comes in
    And "beto" comes in
    And "prof" reads that "beto" came in
    And "ana" reads that "beto" came in

  Scenario: times tables, and upper case
    When "prof" types "/mode timestable"
    And "ana" reads a line with "* ; mode timestable"
    And "ana" types "8"
    Then "ana" reads "> 8 × 10 = 80"
    When "prof" types "/mode upper"
    And "ana" reads a line with "* ; mode upper"
    And "ana" says "quiet"
    Then "beto" reads "[ana] QUIET"

  Scenario: the help queue
    When "ana" types "/hand what is a fraction?"
    Then "prof" reads "* ^ ana (1 in the queue) what is a fraction?"
    When "beto" types "/queue"
    Then "beto" reads a line that matches "^> 1\. ana · since"
    When "prof" types "/next"
    Then "beto" reads "* ! ana has the floor now."
    And "ana" reads a line with "* ! ana it's your turn"

  Scenario: groups
    When "prof" types "/split 2"
    Then everyone reads "* | group-1: ana | group-2: beto | The class is in 2 groups."
    When "ana" says "anybody?"
    And "prof" types "/join-all"
    Then "beto" reads a line with "* | The class is together again"
    When "ana" types "/room quiet"
    Then "ana" reads "* = (1 in quiet)"

  Scenario: a poll
    When "prof" types "/poll is it clear?"
    Then everyone reads a line with "1 yes | 2 no"
    When "ana" types "/vote 2"
    And "ana" reads "> Vote: no"
    And "prof" types "/poll"
    Then everyone reads "* % is it clear? | 0 yes | 1 no | 1 vote · 2 here"

  @no-limits
  Scenario: a quiz
    When "prof" types "/quiz 1"
    And "ana" reads a line with "* / 1/1 What is"
    And "ana" types:
      """
      4
      6
      8
      9
      10
      12
      14
      15
      16
      18
      20
      21
      24
      25
      27
      28
      30
      32
      35
      36
      40
      42
      45
      48
      49
      50
      54
      56
      60
      63
      64
      70
      72
      80
      81
      90
      100
      """
    Then everyone reads "* \ ana 1 (end of the quiz)"

  Scenario: muting, the door and messages
    When "prof" types "/mute beto 5"
    And "beto" says "noise"
    Then "beto" reads a line with "! You are muted"
    When "prof" types "/unmute beto"
    Then "beto" reads "* You are no longer muted."
    When "prof" types "/lock yes"
    And "ana" reads a line with "* ; lock on"
    And "caio" connects
    And "caio" types "caio"
    Then "caio" is disconnected
    When "prof" types "/whispers off"
    And "ana" reads a line with "* ; whispers off"
    And "ana" types "/msg beto psst"
    Then "ana" reads a line with "! Messages between students are off"
    When "prof" types "/lecture on"
    And "ana" reads a line with "* ; lecture on"
    And "ana" says "a question"
    Then "prof" reads "[ana] a question"
    When "prof" types "/kick beto 5 enough"
    Then "beto" reads "* . The teacher has sent you out; that name may come back in 5 min. Reason: enough"
    And "beto" is disconnected

  Scenario: searching for words, and attendance
    When "ana" says "a fraction is a division"
    And "beto" reads "[ana] a fraction is a division"
    And "beto" types "/search FRACTION"
    Then "beto" reads a line that matches "^> .*\[ana\] a fraction is a division$"
    When "prof" types "/attendance"
    Then "prof" reads a line that matches "^> ana +\d+$"
