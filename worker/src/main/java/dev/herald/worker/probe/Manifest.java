package dev.herald.worker.probe;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the serving side has laid out: the last file it writes, so that all is there when this is (docs/formats.md, "The probe").
 *
 * @param samples
 *            how many; they are numbered from 0
 * @param unseen
 *            what the census and the sample lack, for people; empty when nothing
 */
record Manifest(int v, String id, String pin, String format, int samples, List<Census.Count> census,
        List<String> unseen) {

    /** In which each sample is to be written. */
    List<String> formats() {
        return formats(pin, format);
    }

    static List<String> formats(String pin, String format) {
        return Stream.of(pin, format).distinct().toList();
    }
}
