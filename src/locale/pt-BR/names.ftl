### O que um nome pode ser (src/name.rs).

name-empty = Um nome não pode ficar vazio: escolha de 1 a { $max } letras, números, _ ou -.
name-too-long = Nome comprido demais: use no máximo { $max } letras.
name-character = Um nome só tem letras, números, _ e -, sem espaços: escolha outro.
name-marks = Um acento fica sobre uma letra, e no máximo quatro sobre a mesma: escolha outro nome.
name-proposal = { $rule } Que tal { $name }?
name-several = Mais de uma pessoa da lista se chama assim: responda com o seu número, e-mail ou nome curto.
name-of-student = O nome { $name } é de outra pessoa da lista da turma: escolha outro.

## No lugar do nome de quem foi esquecido a pedido.

name-removed = (removido)
