package dev.herald.worker;

/** How a worker process ends; part of its contract (docs/formats.md, section 7). */
public final class ExitCode {
    public static final int DONE = 0;
    /** A second try with the same configuration will not help. */
    public static final int CONFIGURATION = 64;
    public static final int DEFECT = 70;

    private ExitCode() {
    }
}
