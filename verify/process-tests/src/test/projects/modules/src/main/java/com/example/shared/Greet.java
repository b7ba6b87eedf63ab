package com.example.shared;

/** Params in a package that the module exports. */
public record Greet(String name) {}
