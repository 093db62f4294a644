package dev.herald.e2e.drill;

/** The drills that there are. */
enum DrillName {
    D1(new FormatBreak()), D2(new MixedVersions()), D3(new BrokenProvider()), D5(new Burst()), D6(
            new StuckStatusStream()), D7(
                    new MetricsGone()), D10(
                            new RepairAtScale());

    private final Drill drill;

    DrillName(Drill drill) {
        this.drill = drill;
    }

    Drill drill() {
        return drill;
    }
}
