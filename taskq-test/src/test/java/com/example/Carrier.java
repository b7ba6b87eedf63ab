package com.example;

interface Carrier {
    /** Picks an order up. Called again with the same key, it gives the same number. */
    String pickUp(int orderId, String key);
}
