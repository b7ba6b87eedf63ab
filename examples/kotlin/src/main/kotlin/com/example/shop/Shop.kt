package com.example.shop

import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.boot.runApplication

/** A shop that ships orders in the background. */
@SpringBootApplication
class Shop

fun main(args: Array<String>) {
    runApplication<Shop>(*args)
}
