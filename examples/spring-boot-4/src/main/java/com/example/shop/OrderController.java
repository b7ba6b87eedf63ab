package com.example.shop;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Orders over HTTP. */
@RestController
class OrderController {
    private final Orders orders;

    OrderController(Orders orders) {
        this.orders = orders;
    }

    /** What a client sends. */
    record Wish(String item) {}

    /** What a client gets. */
    record Order(long id, boolean shipped) {}

    @PostMapping("/orders")
    Order place(@RequestBody Wish wish) {
        return new Order(orders.place(wish.item()), false);
    }

    @GetMapping("/orders/{id}")
    Order find(@PathVariable("id") long id) {
        return new Order(id, orders.isShipped(id));
    }
}
