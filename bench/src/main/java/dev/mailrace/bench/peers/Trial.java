package dev.mailrace.bench.peers;

/** One contender's task in each round. */
record Trial(Server server, Cell cell, Contender contender) {
    @Override
    public String toString() {
        return contender + " (" + cell + ", against " + server.label() + ")";
    }
}
