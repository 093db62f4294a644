package dev.herald.worker.probe;

import java.util.Collection;
import java.util.Optional;

/** The messages that a pipeline holds. */
interface MessageSource {

    /** Hears of each message. */
    interface Listener {

        /** @param pending whether it still has to be sent to a channel */
        void log(Place place, Head head, boolean pending);

        void quarantine(String format);
    }

    /** Hears of the messages that were asked for. */
    interface Reader {
        void message(Place place, String contentType, byte[] value);
    }

    /**
     * Goes through all messages once.
     *
     * @return what was not looked at, for people; empty when everything was
     */
    Optional<String> scan(Listener listener, Deadline deadline) throws InterruptedException;

    /**
     * Reads some messages of the log; what retention has deleted meanwhile is left out.
     *
     * @return what was not read, for people; empty when everything was
     */
    Optional<String> read(Collection<Place> places, Reader reader, Deadline deadline) throws InterruptedException;
}
