module servidor

go 1.19
