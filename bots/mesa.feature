# language: pt
@mesa @lang-pt-BR
Funcionalidade: A mesa de quem ensina
  O que uma professora faz com a turma, e o caminho de volta.

  Contexto:
    Dado que "prof" entra como professora
    E "ana" entra
    E "beto" entra
    E "prof" lê que "beto" entrou
    E "ana" lê que "beto" entrou

  Cenário: /modo tabuada responde com a tabuada a quem escreve um número
    Quando "prof" digita "/modo tabuada"
    Então toda a turma lê uma linha com "* ; mode timestable"
    Quando "ana" digita "7"
    Então "ana" lê "> 7 × 10 = 70"
    Quando "ana" diz "sete vezes dez"
    Então a próxima linha que "beto" lê é "[ana] sete vezes dez"
    Quando "prof" digita "/mode chat"
    E "ana" lê uma linha com "* ; mode chat"
    E "ana" digita "7"
    Então "beto" lê "[ana] 7"

  Cenário: os outros modos mudam a caixa do que se diz
    Quando "prof" digita "/modo maiúsculas"
    E "ana" lê uma linha com "* ; mode"
    E "ana" diz "ação"
    Então "beto" lê "[ana] AÇÃO"
    Quando "prof" digita "/modo minúsculas"
    E "ana" lê uma linha com "* ; mode lower"
    E "ana" diz "AÇÃO"
    Então "beto" lê "[ana] ação"

  Cenário: a fila de ajuda
    Quando "ana" digita "/mao o que é uma fração?"
    Então "prof" lê "* ^ ana (1 na fila) o que é uma fração?"
    Quando "beto" digita "/dúvida posso ir beber água?"
    Então "beto" lê "* ^ beto (o seu lugar na fila é o 2.º)"
    Quando "beto" digita "/fila"
    Então "beto" lê uma linha que casa com "^> 1\. ana · desde \d\d:\d\d$"
    E "beto" lê uma linha que casa com "^> 2\. beto · desde .* · posso ir beber água\?$"
    Quando "prof" digita "/queue"
    Então "prof" lê uma linha com "ana · desde"
    Quando "prof" digita "/atender"
    Então "ana" lê uma linha com "* ! ana é a sua vez"
    E "beto" lê "* ! ana tem a palavra agora."
    Quando "prof" digita "/next beto"
    Então "ana" lê "* ! beto tem a palavra agora."
    Quando "ana" digita "/hand"
    E "ana" digita "/baixar"
    Então "prof" lê "* _ ana baixou a mão"
    Quando "ana" digita "/lower-hand"
    Então "ana" lê uma linha com "! A sua mão não está levantada"
    Quando "prof" digita "/fila"
    Então "prof" lê "> A fila está vazia."

  Cenário: quem sai da aula sai da fila
    Quando "ana" digita "/duvida"
    E "prof" lê "* ^ ana (1 na fila)"
    E "ana" sai
    E "prof" lê que "ana" saiu
    E "prof" digita "/atender"
    Então "prof" lê "! A fila está vazia."

  Cenário: grupos têm presença, conversa e história próprias
    Dado que "caio" entra
    Quando "ana" digita "/grupo azul"
    Então "ana" lê "* = (1 em azul)"
    E "caio" lê que "ana" saiu
    Quando "beto" digita "/room AZUL"
    Então "beto" lê "* = ana (2 em azul)"
    E "ana" lê que "beto" entrou
    Quando "beto" diz "aqui é só nosso"
    Então "ana" lê "[beto] aqui é só nosso"
    Quando "caio" digita "/historico"
    E "caio" digita "/grupo"
    Então "caio" lê "> Outros lugares: 2 em azul" antes de qualquer linha com "só nosso"
    Quando "ana" digita "/historico"
    Então "ana" lê uma linha com "[beto] aqui é só nosso"
    Quando "prof" digita "/aviso cinco minutos"
    Então toda a turma menos "prof" lê "* # professor cinco minutos"
    Quando "prof" digita "/juntar"
    Então "caio" lê "* = ana beto (3 na sala)"
    Quando "caio" diz "voltaram!"
    Então "ana" lê "[caio] voltaram!"

  Cenário: /grupos divide a turma por igual
    Dado que entram 4 pessoas com nomes como "aluno"
    Quando "prof" digita "/grupos 3"
    Então toda a turma lê "* | grupo-1: ana, aluno2 | grupo-2: beto, aluno3 | grupo-3: aluno1, aluno4 | A turma está em 3 grupos."
    Quando "ana" diz "oi, grupo"
    Então "aluno2" lê "[ana] oi, grupo"
    # Quem cai volta para o seu grupo.
    Quando "aluno2" cai
    E "ana" lê que "aluno2" saiu
    E "aluno2" entra
    Então "ana" lê que "aluno2" entrou
    Quando "prof" digita "/split 1"
    E "beto" lê uma linha com "A turma está em 1 grupo."
    E "prof" digita "/join-all"
    Então toda a turma lê uma linha com "* | A turma está junta de novo"

  Cenário: uma enquete, um voto para cada pessoa
    Quando "prof" digita "/enquete deu para entender? | sim | mais ou menos | não"
    Então toda a turma lê "* ? deu para entender? | 1 sim | 2 mais ou menos | 3 não | vote com /voto e o número"
    Quando "ana" digita "/voto 1"
    Então "ana" lê "> Voto: sim"
    Quando "beto" digita "/vote 1"
    E "beto" digita "/voto 3"
    Então "beto" lê "> Voto trocado: não"
    Quando "beto" sai
    E "beto" entra
    E "beto" digita "/voto 2"
    Então "beto" lê "> Voto trocado: mais ou menos"
    Quando "prof" digita "/enquete"
    Então toda a turma lê "* % deu para entender? | 1 sim | 1 mais ou menos | 0 não | 2 votos · 2 na sala"

  Cenário: /estado diz como as coisas estão, e a quem ensina conta os votos na hora
    Quando "ana" digita "/estado"
    Então "ana" lê uma linha com "* ; mode chat"
    Quando "prof" digita "/state"
    Então "prof" lê uma linha com "* ; mode chat"
    Quando "prof" digita "/placar sim"
    Então toda a turma lê uma linha com "* ; tally on"
    Quando "prof" digita "/tally não"
    Então toda a turma lê uma linha com "* ; tally off"
    Quando "prof" digita "/enquete ok?"
    E "ana" digita "/voto 1"
    Então "prof" lê "* : ok? | 1 sim | 0 não | 1 voto · 2 na sala"

  @no-limits
  Cenário: um desafio de tabuada: quem acerta primeiro marca ponto
    Quando "prof" digita "/desafio 1"
    Então "ana" lê uma linha com "* / 1/1 Quanto é"
    Quando "beto" digita "1"
    Então "beto" lê "> Ainda não: tente de novo."
    Quando "ana" digita:
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
    Então toda a turma lê "* \ ana 1 (fim do desafio)"
    Quando "prof" digita "/quiz"
    E "ana" lê uma linha com "* / 1/5"
    E "prof" digita "/desafio 0"
    Então toda a turma lê "* \ (fim do desafio)"

  Cenário: na palestra, estudantes falam só com quem ensina
    Quando "prof" digita "/palestra ligar"
    E "ana" lê uma linha com "* ; lecture on"
    E "ana" diz "uma dúvida"
    Então "prof" lê "[ana] uma dúvida"
    Quando "prof" diz "boa pergunta"
    Então "beto" lê "[professor] boa pergunta" antes de qualquer linha com "uma dúvida"
    Quando "beto" digita "/historico"
    E "beto" digita "/fila"
    Então "beto" lê "> A fila está vazia." antes de qualquer linha com "uma dúvida"
    Quando "prof" digita "/lecture off"
    E "ana" lê uma linha com "* ; lecture off"
    E "ana" diz "de volta"
    Então "beto" lê "[ana] de volta"

  Cenário: com a porta trancada só volta quem já esteve
    Quando "prof" digita "/trancar sim"
    E "beto" lê uma linha com "* ; lock on"
    E "beto" cai
    E "prof" lê que "beto" saiu
    E "beto" entra
    Então "prof" lê que "beto" entrou
    Quando "caio" se conecta
    E "caio" digita "caio"
    Então "caio" lê uma linha com "* . A sala está trancada"
    E a conexão de "caio" é encerrada
    Quando "prof" digita "/lock não"
    E "ana" lê uma linha com "* ; lock off"
    E "duda" entra
    Então "ana" lê que "duda" entrou

  Cenário: recados entre estudantes, ligados e desligados
    Quando "prof" digita "/recados não"
    E "ana" lê uma linha com "* ; whispers off"
    E "ana" digita "/msg beto psiu"
    Então "ana" lê uma linha com "! Recados entre estudantes estão desligados"
    Quando "ana" digita "/msg professor posso?"
    Então "prof" lê "(ana) posso?"
    Quando "prof" digita "/whispers sim"
    E "ana" lê "* ; whispers on Recados entre estudantes: ligados."
    E "ana" digita "/msg beto psiu"
    Então "beto" lê "(ana) psiu"

  Cenário: sem voz por um tempo, mesmo quem sai e volta
    Quando "prof" digita "/silenciar beto 5"
    Então "beto" lê uma linha com "* Você está sem voz por 5 min"
    Quando "beto" diz "bobagem"
    Então "beto" lê uma linha com "! Você está sem voz"
    Quando "beto" digita "/nome beto2"
    Então "beto" lê uma linha com "! Você está sem voz"
    Quando "beto" cai
    E "prof" lê que "beto" saiu
    E "beto" entra
    E "beto" diz "bobagem"
    Então "beto" lê uma linha com "! Você está sem voz"
    Quando "beto" digita "/msg professor desculpe"
    Então "prof" lê "(beto) desculpe"
    Quando "prof" digita "/liberar beto"
    E "beto" lê "* Você tem voz de novo."
    E "beto" diz "obrigado"
    Então "ana" lê "[beto] obrigado" antes de qualquer linha com "bobagem"
    Quando "prof" digita "/mute ana"
    Então "ana" lê uma linha com "* Você está sem voz até segunda ordem"
    Quando "prof" digita "/unmute ana"
    Então "ana" lê "* Você tem voz de novo."

  Esquema do Cenário: <comando> tira da aula, e com minutos o nome não volta antes
    Quando "prof" digita "<comando> beto 5 muita bagunça"
    Então "beto" lê "* . Quem ensina encerrou a sua participação; esse nome pode voltar em 5 min. Motivo: muita bagunça"
    E a conexão de "beto" é encerrada
    E "ana" lê que "beto" saiu
    Quando "caio" se conecta
    E "caio" digita "BETO"
    Então "caio" lê uma linha com "! Esse nome não pode entrar agora"
    Quando "caio" digita "caio"
    Então "ana" lê que "caio" entrou
    Quando "prof" digita "<comando> caio"
    E a conexão de "caio" é encerrada
    E "caio" entra
    Então "ana" lê que "caio" entrou

    Exemplos:
      | comando   |
      | /expulsar |
      | /remover  |
      | /kick     |

  Esquema do Cenário: <comando> é só para quem ensina
    Quando "ana" digita "<comando>"
    Então "ana" lê uma linha com "é só para quem ensina"
    Quando "ana" diz "sigo aqui"
    Então a próxima linha que "beto" lê é "[ana] sigo aqui"

    Exemplos:
      | comando           |
      | /modo tabuada     |
      | /atender          |
      | /grupos 2         |
      | /juntar           |
      | /desafio          |
      | /enquete tudo bem |
      | /palestra ligar   |
      | /trancar sim      |
      | /recados nao      |
      | /silenciar beto   |
      | /liberar beto     |
      | /expulsar beto    |

  Cenário: /buscar acha o que a pessoa pôde ler, sem ligar para acentos, e nenhum recado dos outros
    Dado que "caio" entra
    Quando "ana" diz "uma fração é uma divisão"
    E "beto" lê "[ana] uma fração é uma divisão"
    E "ana" digita "/msg beto a fração é segredo"
    E "beto" lê "(ana) a fração é segredo"
    E "caio" digita "/grupo azul"
    E "ana" lê que "caio" saiu
    E "ana" diz "outra fração"
    E "beto" lê "[ana] outra fração"
    E "caio" digita "/buscar FRACAO"
    E "caio" digita "/fila"
    Então "caio" lê uma linha que casa com "^> .*\[ana\] uma fração é uma divisão$"
    E "caio" lê "> A fila está vazia." antes de qualquer linha com "segredo"
    Quando "prof" digita "/search fração"
    Então "prof" lê uma linha que casa com "^> .*\[ana\] outra fração$"
    Quando "beto" digita "/buscar abacaxi"
    Então "beto" lê uma linha com "> Nada encontrado"

  Cenário: /chamada diz quem esteve em cada encontro
    Quando "beto" sai
    E "prof" lê que "beto" saiu
    E "prof" digita "/chamada"
    Então "prof" lê uma linha que casa com "^> ana +\d+$"
    E "prof" lê uma linha que casa com "^> beto +\d+$"
    Quando "ana" digita "/attendance"
    Então "ana" lê uma linha com "quem ensina"
