package com.example.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A shop that takes orders over HTTP and ships them in the background. */
@SpringBootApplication
public class Shop {
    /**
     * Starts it.
     *
     * @param args properties, such as {@code --server.port=8080}
     */
    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }
}
