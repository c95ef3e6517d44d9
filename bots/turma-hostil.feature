# language: pt
@hostil @lang-pt-BR
Funcionalidade: Uma turma hostil
  Quem quer atrapalhar não consegue: no fim de cada cenário a turma conversa, e nada se perdeu.

  Contexto:
    Dado que "prof" entra como professora
    E "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou

  Cenário: trezentas conexões mudas do mesmo endereço ocupam só a parte delas
    Quando conectam-se 300 pessoas com nomes como "mudo"
    Então "mudo300" lê uma linha com "* . Já há conexões demais deste endereço"
    E "ana" diz "a aula segue"
    E "beto" lê "[ana] a aula segue"
    Quando caem 190 pessoas com nomes como "mudo"
    E "caio" entra
    E "caio" diz "entrei"
    Então "ana" lê "[caio] entrei"

  Cenário: uma tempestade de conexões desfeitas
    Quando conectam-se 150 pessoas com nomes como "raio"
    E caem 150 pessoas com nomes como "raio"
    E conectam-se 150 pessoas com nomes como "raio"
    E caem 150 pessoas com nomes como "raio"
    E entram 80 pessoas com nomes como "trovão"
    E caem 80 pessoas com nomes como "trovão"
    # Tantos de uma vez são contados numa linha; depois, quem está na sala é dito de novo.
    Então "ana" lê uma linha com "pessoas saíram"
    E "ana" lê uma linha com "* = beto ("
    Quando "ana" digita "/who"
    Então "ana" lê "> 2 pessoas na sala: ana, beto"
    Quando "ana" diz "passou"
    Então "beto" lê "[ana] passou"

  @name-seconds-1
  Cenário: quem manda o nome letra por letra não segura a porta
    Dado que "lento" se conecta
    Quando "lento" manda os bytes "um-nome-que-nunca-acaba" em 10 pedaços
    E "ana" diz "e aí?"
    Então "beto" lê "[ana] e aí?"
    E "lento" lê uma linha com "! Nenhum nome em 1 segundo"
    E a conexão de "lento" é encerrada

  Cenário: uma conexão meio aberta não impede ninguém
    Dado que "meia" se conecta
    Quando "meia" para de enviar
    E "ana" diz "tudo bem?"
    Então "beto" lê "[ana] tudo bem?"
    E a conexão de "meia" é encerrada

  Esquema do Cenário: o nome <nome> não passa por outro
    Dado que "lobo" se conecta
    Quando "lobo" manda os bytes "<nome>\n"
    Então "lobo" lê uma linha que casa com "^! "
    Quando "ana" diz "quem é?"
    Então a próxima linha que "beto" lê é "[ana] quem é?"

    Exemplos:
      | nome             |
      | ANA              |
      | аnа              |
      | professor        |
      | PROFESS0R        |
      | prófessora       |
      | ѕеrvеr           |
      | ana\\u{200b}      |
      | \\u{202e}ana      |
      | an\\u{ad}a        |
      | ᴀɴᴀ              |
      | ｐｒｏｆｅｓｓｏｒ        |
      | pr0f3ss0ra       |
      | ana-professora   |
      | s_a_l_a          |
      | [ana]            |
      | *                |

  Esquema do Cenário: "<linha>" não leva nada ao terminal de ninguém
    Quando "beto" manda os bytes "<linha>\n"
    Então "<quem>" lê "<chega>"

    Exemplos:
      | linha                                          | quem | chega                                        |
      | /eu a\\e[31mb\\u{202e}c                        | ana  | * @ beto abc                                 |
      | /msg ana a\\e]0;x\\x07b                         | ana  | (beto) ab                                    |
      | /nome be\\e[2Jto2                              | ana  | * ~ beto beto2 (novo nome)                   |
      | /mao a\\u{202e}b\\x07c                          | prof | * ^ beto (1 na fila) abc                    |
      | /grupo a\\e[5mz                                | prof | * \| az: beto \| troca de grupo              |
      | /sair a\\e[31mb                                | ana  | * - beto saiu · «ab» (1 na sala)             |
      | /sair sem atividade» (9 na sala)               | ana  | * - beto saiu · «sem atividade› (9 na sala)» (1 na sala) |
      | /buscar a\\e[31mb                              | beto | > Nada encontrado no que você pôde ler. |
      | /tabuada a\\e[31mb                             | beto | ! Não dá para calcular a tabuada de ab: use um número inteiro de até 12 dígitos, como /tabuada 7. |
      | /\\e[31mtabuda                                 | beto | ! Não existe o comando /tabuda. Seria /tabuada? /ajuda lista todos. |

  Esquema do Cenário: nem o que quem ensina escreve: "<linha>"
    Quando "prof" manda os bytes "<linha>\n"
    Então "ana" lê "<chega>"

    Exemplos:
      | linha                                | chega                                                        |
      | /aviso a\\e[31mb                     | * # professor ab                                             |
      | /enquete a\\e[31mb \| c\\x07 \| d\\u{202e} | * ? ab \| 1 c \| 2 d \| vote com /voto e o número            |
      | /expulsar beto a\\e[31mb             | * - beto saiu por decisão de quem ensina (1 na sala)         |
      | /encerrar a\\e[31mb                  | * . A aula terminou: ab                                      |

  Cenário: quem fala demais cala por um tempo, e a turma não perde nada
    Quando "beto" digita "spam" 120 vezes
    Então "beto" lê uma linha com "Linhas demais: espere"
    Quando "ana" diz "ouviram?"
    Então "beto" lê "[ana] ouviram?"
    E "prof" lê "[ana] ouviram?"
