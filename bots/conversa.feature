# language: pt
@conversa
Funcionalidade: Conversa

  Contexto:
    Dado que "ana" entra
    E "beto" entra
    E "ana" lê que "beto" entrou

  Cenário: o que alguém diz, os outros leem, e quem fala não
    Quando "ana" diz "oi, turma"
    Então a próxima linha que "beto" lê é "[ana] oi, turma"
    Quando "beto" diz "oi, ana"
    Então a próxima linha que "ana" lê é "[beto] oi, ana"

  Esquema do Cenário: a fala chega como foi escrita
    Quando "ana" diz "<texto>"
    Então "beto" lê "[ana] <texto>"

    Exemplos:
      | texto              |
      | ação               |
      | 日本 🎉            |
