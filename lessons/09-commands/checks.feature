# language: pt
Funcionalidade: Comandos e o serviço de ajuda

  @upper
  Cenário: dizer em maiúsculas
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "caio" se apresenta
    Quando "ana" digita "/upper oi, turma"
    Então "bob" lê "[ana] OI, TURMA"
    E "caio" lê "[ana] OI, TURMA"

  @lower
  Cenário: dizer em minúsculas
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "caio" se apresenta
    Quando "ana" digita "/lower OI, Turma"
    Então "bob" lê "[ana] oi, turma"
    E "caio" lê "[ana] oi, turma"

  @tabuada
  Cenário: a tabuada, só para quem pediu
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "bob" lê tudo o que chegou
    Quando "ana" digita "/tabuada 7"
    Então "ana" lê uma linha que casa com "\b7$"
    E "ana" lê uma linha que casa com "\b14$"
    E "ana" lê uma linha que casa com "\b21$"
    E "ana" lê uma linha que casa com "\b28$"
    E "ana" lê uma linha que casa com "\b35$"
    E "ana" lê uma linha que casa com "\b42$"
    E "ana" lê uma linha que casa com "\b49$"
    E "ana" lê uma linha que casa com "\b56$"
    E "ana" lê uma linha que casa com "\b63$"
    E "ana" lê uma linha que casa com "\b70$"
    Quando "ana" diz "pronto"
    Então "bob" lê "[ana] pronto" antes de qualquer linha com "70"
    E "bob" não lê nenhuma linha com "70" por 0,3 segundos

  @mode
  Cenário: no modo tabuada basta o número
    Dado que "prof" entra como professor
    E "ana" se apresenta
    E "bob" se apresenta
    Quando "prof" digita "/modo tabuada"
    E passam 0,3 segundos
    E "ana" digita "/modo tabuada"
    E "bob" lê tudo o que chegou
    E "ana" digita "7"
    Então "ana" lê uma linha que casa com "\b7$"
    E "ana" lê uma linha que casa com "\b14$"
    E "ana" lê uma linha que casa com "\b21$"
    E "ana" lê uma linha que casa com "\b28$"
    E "ana" lê uma linha que casa com "\b35$"
    E "ana" lê uma linha que casa com "\b42$"
    E "ana" lê uma linha que casa com "\b49$"
    E "ana" lê uma linha que casa com "\b56$"
    E "ana" lê uma linha que casa com "\b63$"
    E "ana" lê uma linha que casa com "\b70$"
    Quando "ana" digita "/upper fim"
    Então "bob" lê "[ana] FIM" antes de qualquer linha com "70"
    E "bob" não lê nenhuma linha com "70" por 0,3 segundos

  @sair
  Cenário: sair, sem barra
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "bob" lê tudo o que chegou
    Quando "ana" digita "sair"
    Então a conexão de "ana" é encerrada
    E "bob" lê uma linha com * e o nome "ana"

  @sair
  Cenário: sair, com barra
    Dado que "ana" se apresenta
    E "bob" se apresenta
    E "bob" lê tudo o que chegou
    Quando "ana" digita "/sair"
    Então a conexão de "ana" é encerrada
    E "bob" lê uma linha com * e o nome "ana"

  @unknown
  Cenário: um comando que não existe
    Dado que "bob" se apresenta
    E "ana" se apresenta
    E "ana" lê tudo o que chegou
    Quando "ana" digita "/dancar"
    Então "ana" recebe alguma coisa
    E a conexão de "ana" continua aberta por 0,5 segundos
    Quando "ana" diz "ainda aqui"
    Então "bob" lê "[ana] ainda aqui"

  @no-number
  Cenário: a tabuada de sete, por extenso
    Dado que "bob" se apresenta
    E "ana" se apresenta
    E "ana" lê tudo o que chegou
    Quando "ana" digita "/tabuada sete"
    Então "ana" recebe alguma coisa
    E a conexão de "ana" continua aberta por 0,5 segundos
    Quando "ana" diz "ainda aqui"
    Então "bob" lê "[ana] ainda aqui"
