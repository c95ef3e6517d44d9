# language: pt
Funcionalidade: Escutar e saudar

  @listens
  Cenário: alguém se conecta
    Quando "ana" se conecta

  @greets
  Cenário: a saudação vem primeiro
    Quando "ana" se conecta
    Então "ana" recebe alguma coisa

  @address
  Cenário: o servidor mostra de onde alguém vem
    Quando "ana" se conecta
    Então o programa imprime o endereço de "ana"
