# The script of "sala demo --lang en". Change it as you like: "sala bot steps --lang en" lists all
# that bots can do, and docs/BOTS.md explains.
@demo
Feature: Demonstration

  Scenario: a class in a minute
    Given whenever someone comes in, "Bea" says "Hi, $name! Pull up a chair."
    And when someone calls "Bea", she says "I am listening, $name. Type /help to see what the server can do."

    # The host comes in.
    When "Bea" comes in
    And "Bea" says "Hi! I am Bea, and I am a bot: I follow a script that anyone can change."
    And "Bea" says "This is a networked classroom: what someone writes goes to the server, which passes it on to everyone."
    And "Bea" says "Lines with * are notices, > is an answer to you alone, ! is a refusal, ( ) is a private message."
    And "Carl" comes in
    Then "Carl" reads a line with "Hi, Carl!"

    # A question out loud, answered by the one who was called.
    When "Carl" says "Bea, what else can you do here?"
    Then "Carl" reads a line with "I am listening, Carl"
    When "Dora" comes in
    Then "Dora" reads a line with "Hi, Dora!"

    # The server can also answer one person only.
    When "Dora" says "I never remember what 7 × 8 is…"
    And "Carl" reads a line with "what 7 × 8 is"
    And "Carl" says "Ask the server: /timestable 7. Only you read the answer."
    And "Dora" reads a line with "/timestable 7"
    And "Dora" types "/timestable 7"
    And "Dora" reads "> 7 × 8 = 56"
    And "Dora" says "Got it! And to speak up, /upper:"
    And "Dora" types "/upper fifty-six!"
    And "Carl" reads "[Dora] FIFTY-SIX!"
    And "Carl" types "/me claps"

    # A message that the others do not read.
    And "Carl" types "/msg Dora Can you explain the 8 times table to me later?"
    And "Dora" reads "(Carl) Can you explain the 8 times table to me later?"
    And "Dora" says "I got a message from Carl, by /msg. Nobody else has read it, not even you."
    And "Carl" reads a line with "not even you"

    # Now it is the turn of the person watching.
    And "Bea" says "Now it is your turn: talk to me or to Carl by name, ask for /timestable 9, change your name with /nick."
    And "Carl" reads a line with "your turn"
    And when someone calls "Carl", he says "Yes, $name? All I can do is clap, but the server knows its times tables."
    And 12 seconds pass
    And "Dora" leaves saying "see you"
    And "Bea" reads that "Dora" left
    And "Bea" says "Dora left with /exit. We stay; when you want to end the class, type /exit as well."
