### Os comandos: argumentos, ajuda e recusas (src/command).

args-text = TEXTO
args-name = NOME
args-name-text = NOME TEXTO
args-action = AÇÃO
args-number = N [ATÉ]
args-optional-words = [PALAVRAS]
args-optional-why = [MOTIVO]
args-optional-count = [N]
args-optional-command = [COMANDO]

help-help = lista os comandos que você pode usar, ou explica um
help-upper = diz TEXTO em maiúsculas
help-lower = diz TEXTO em minúsculas
help-msg = manda um recado que só NOME lê
help-me = conta o que você faz: /eu sorri
help-announce = dá um aviso a toda a turma
help-timestable = mostra só para você a tabuada de N, de 1 a 10 ou até ATÉ (no máximo 100)
help-who = mostra quem está na sala e quantas pessoas são
help-nick = muda o seu nome
help-exit = sai da sala, com PALAVRAS de despedida se quiser
help-close = encerra a aula para todos
help-history = mostra as últimas N linhas da conversa da sala (10 se você não disser)
help-end = O resto do que você escreve, todos leem. //texto diz "/texto".
help-other-names = Também: { $names }

command-unknown = Não existe o comando /{ $name }: /ajuda lista os que existem.
command-unknown-near = Não existe o comando /{ $name }. Seria /{ $near }? /ajuda lista todos.
command-for-teachers = O comando /{ $name } é só para quem ensina.
command-usage = Escreva assim: { $usage }
timestable-number = Não dá para calcular a tabuada de { $number }: use um número inteiro de até { $max } dígitos, como /tabuada 7.
timestable-up-to = A tabuada vai de 1 até no máximo { $max }: /tabuada 7 20.
history-count = Diga quantas linhas quer ver, de 1 a { $max }: /historico 20.

reference-language = Português
reference-heading = | Comando | Também | Para quem | O que faz |
reference-everyone = todos
reference-teachers = quem ensina
