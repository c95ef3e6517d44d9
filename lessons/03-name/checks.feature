# language: pt
Funcionalidade: Um nome

  @good-names
  Cenário: de 1 a 16 letras e algarismos
    Dado que "ana" se conecta
    E "ana" recebe alguma coisa
    E "bob" se conecta
    E "bob" recebe alguma coisa
    E "caio" se conecta
    E "caio" recebe alguma coisa
    Quando "ana" digita "a"
    E "bob" digita "R2D2"
    E "caio" digita "abcdefghij123456"
    Então a conexão de "ana" continua aberta por 0,3 segundos
    E a conexão de "bob" continua aberta por 0,1 segundos
    E a conexão de "caio" continua aberta por 0,1 segundos

  @bad-names
  Cenário: um nome vazio
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    Quando "bob" digita ""
    Então a conexão de "bob" é encerrada

  @bad-names
  Cenário: um nome com sinais
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    Quando "bob" digita "bob!!"
    Então a conexão de "bob" é encerrada

  @bad-names
  Cenário: um nome com espaço
    Dado que "bob" se conecta
    E "bob" recebe alguma coisa
    Quando "bob" digita "b b"
    Então a conexão de "bob" é encerrada

  @nobody-told
  Cenário: quem já entrou não fica sabendo
    Dado que "ana" se apresenta
    E "ana" lê tudo o que chegou
    Quando "bob" se conecta
    E "bob" recebe alguma coisa
    E "bob" digita ""
    Então a conexão de "bob" é encerrada
    Quando "caio" se conecta
    E "caio" recebe alguma coisa
    E "caio" digita "bob!!"
    Então a conexão de "caio" é encerrada
    Quando "dora" se conecta
    E "dora" recebe alguma coisa
    E "dora" digita "b b"
    Então a conexão de "dora" é encerrada
    E "ana" não recebe nada por 0,3 segundos
