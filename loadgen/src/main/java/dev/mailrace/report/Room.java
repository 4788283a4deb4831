package dev.mailrace.report;

/** How many columns and rows lines may take. */
record Room(int columns, int rows) {}
