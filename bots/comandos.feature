# language: pt
@comandos @lang-pt-BR
Funcionalidade: Comandos
  O que cada comando responde, e a quem.

  Contexto:
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou

  Cenário: /tabuada responde só a quem pergunta
    Quando "ana" digita "/tabuada 7"
    Então "ana" lê exatamente:
      """
      > 7 × 1 = 7
      > 7 × 2 = 14
      > 7 × 3 = 21
      > 7 × 4 = 28
      > 7 × 5 = 35
      > 7 × 6 = 42
      > 7 × 7 = 49
      > 7 × 8 = 56
      > 7 × 9 = 63
      > 7 × 10 = 70
      """
    Quando "ana" diz "sete vezes oito são cinquenta e seis"
    Então a próxima linha que "beto" lê é "[ana] sete vezes oito são cinquenta e seis"

  Esquema do Cenário: /tabuada <pedido> tem <linhas> linhas, a última <última>
    Quando "ana" digita "/tabuada <pedido>"
    Então "ana" lê <linhas> linhas com "> "
    E "ana" digita "/tabuada <pedido>"
    E "ana" lê "> <última>"

    Exemplos:
      | pedido          | linhas | última                                |
      | -3 2            | 2      | -3 × 2 = -6                           |
      | 0               | 10     | 0 × 10 = 0                            |
      | 12 100          | 100    | 12 × 100 = 1200                       |
      | 999999999999 3  | 3      | 999999999999 × 3 = 2999999999997      |

  Esquema do Cenário: "<linha>" é recusado com o que fazer
    Quando "ana" digita "<linha>"
    Então "ana" lê uma linha que casa com "^! .*<dica>"
    Quando "ana" diz "sigo aqui"
    Então a próxima linha que "beto" lê é "[ana] sigo aqui"

    Exemplos:
      | linha                  | dica           |
      | /tabuada sete          | número inteiro |
      | /tabuada 1000000000000 | 12 dígitos     |
      | /tabuada 7 101         | no máximo 100  |
      | /tabuada               | Escreva assim  |
      | /tabuda 7              | /tabuada       |
      | /xyz                   | /ajuda         |
      | /upper                 | Escreva assim  |
      | /msg beto              | Escreva assim  |
      | /msg bteo oi           | beto           |
      | /msg ninguém oi        | /who           |
      | /aviso prova           | quem ensina    |
      | /encerrar              | quem ensina    |
      | /historico muitas      | de 1 a 200     |
      | /ajuda xyz             | /ajuda         |

  Esquema do Cenário: <comando> fala à sala em outra caixa
    Quando "ana" digita "<comando>"
    Então a próxima linha que "beto" lê é "[ana] <fala>"

    Exemplos:
      | comando                    | fala           |
      | /upper ação, já!           | AÇÃO, JÁ!      |
      | /maiusculas straße         | STRASSE        |
      | /MAIÚSCULAS sem acento     | SEM ACENTO     |
      | /lower CORAÇÃO             | coração        |
      | /minusculas ΣΊΣΥΦΟΣ        | σίσυφος        |

  Cenário: /msg leva um recado que só uma pessoa lê
    Dado que "caio" entra
    Quando "ana" digita "/msg beto psiu"
    Então "beto" lê "(ana) psiu"
    E "ana" lê "> (para beto) psiu"
    Quando "ana" digita "/para BETO de novo"
    Então "beto" lê "(ana) de novo"
    Quando "ana" diz "pronto"
    Então "caio" lê "[ana] pronto" antes de qualquer linha com "psiu"

  Cenário: /eu conta o que alguém faz
    Quando "ana" digita "/eu sorri"
    Então a próxima linha que "beto" lê é "* @ ana sorri"

  Cenário: /who diz quem está
    Quando "ana" digita "/who"
    Então a próxima linha que "ana" lê é "> 2 pessoas na sala: ana, beto"
    Quando "ana" digita "/quem"
    Então a próxima linha que "ana" lê é "> 2 pessoas na sala: ana, beto"

  Cenário: /nome muda o nome
    Quando "ana" digita "/nome aninha"
    Então "beto" lê que "ana" agora é "aninha"

  Cenário: /historico mostra o que a sala já disse, e nenhum recado
    Quando "ana" diz "primeira"
    E "beto" lê "[ana] primeira"
    E "ana" digita "/msg beto segredo"
    E "beto" lê "(ana) segredo"
    E "beto" digita "/eu anota"
    E "beto" digita "/historico 5"
    Então "beto" lê uma linha que casa com "^> .*\[ana\] primeira$"
    E "beto" lê uma linha que casa com "^> .*\* @ beto anota$"
    Quando "caio" entra
    E "caio" digita "/historico"
    Então "caio" lê uma linha com "[ana] primeira"
    E "caio" digita "/who"
    E "caio" lê "> 3 pessoas na sala: ana, beto, caio" antes de qualquer linha com "segredo"

  Cenário: /ajuda lista os comandos, e explica um
    Quando "ana" digita "/ajuda"
    Então "ana" lê uma linha com "/tabuada N [ATÉ]"
    E "ana" lê uma linha com "//texto"
    Quando "ana" digita "/ajuda tabuada"
    Então "ana" lê uma linha com "/tabuada N [ATÉ]"
    E "ana" lê "> Também: /timestable"
    Quando "ana" digita "/?"
    Então "ana" lê uma linha com "/sair"

  Cenário: /sair se despede
    Quando "ana" digita "/sair vou lanchar"
    Então a próxima linha que "ana" lê é "* . Até logo!"
    E a conexão de "ana" é encerrada
    E "beto" lê "* - ana saiu · «vou lanchar» (1 na sala)"

  Cenário: quem ensina avisa, fala, recebe recados e encerra
    Dado que "prof" entra como professora
    Quando "prof" digita "/aviso prova na sexta"
    Então toda a turma menos "prof" lê "* # professor prova na sexta"
    Quando "beto" digita "/msg professor não entendi"
    Então "prof" lê "(beto) não entendi"
    Quando "prof" digita "/msg beto veja a página 12"
    Então "beto" lê "(professor) veja a página 12"
    Quando "prof" digita "/who"
    Então "prof" lê uma linha que casa com "^> beto · 127\.0\.0\.1:\d+ · desde "
    Quando "prof" digita "/encerrar bom feriado"
    Então "ana" lê "* . A aula terminou: bom feriado"
    E a conexão de "ana" é encerrada
    E a conexão de "beto" é encerrada
