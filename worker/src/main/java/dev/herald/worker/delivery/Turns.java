package dev.herald.worker.delivery;

import java.util.List;

/** Some who claim one after the other, so that none of them starves another. */
final class Turns implements Claimant {

    private final List<Claimant> claimants;
    private int turn;

    Turns(Claimant... claimants) {
        this.claimants = List.of(claimants);
    }

    @Override
    public void readAhead() {
        claimants.forEach(Claimant::readAhead);
    }

    @Override
    public boolean waits() {
        return claimants.stream().anyMatch(Claimant::waits);
    }

    @Override
    public boolean claimOne() {
        for (int tries = claimants.size(); tries > 0; tries--) {
            if (claimants.get(turn++ % claimants.size()).claimOne()) {
                return true;
            }
        }
        return false;
    }
}
