package dev.herald.operator.plan;

/** What a worker does; the first argument of its command line. */
public enum Role {
    ingest("ingest"), send("sender"), status("status"), replay("replay"), probe("probe");

    private final String segment;

    Role(String segment) {
        this.segment = segment;
    }

    /** How it is called in the names of objects, so that Channel {@code orders-status} and pipeline {@code orders} never meet. */
    public String segment() {
        return segment;
    }
}
