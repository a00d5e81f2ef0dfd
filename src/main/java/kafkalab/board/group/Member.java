package kafkalab.board.group;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;

/** A member of the group as the board shows it: what its program says of it, and what the cluster says. */
final class Member {

  /** After it was listed for the first time: a first rebalance may take some seconds. */
  private static final long SPEAKS_WITHIN_MS = 10_000;

  /** What a person has made of a consumer that the board has started. */
  enum Pace { OWN, PAUSED, SLOW }

  private final String name;
  /** Null if the board has not started it. */
  private final String lesson;
  private final long pid;
  private String memberId = "";
  private String host = "";
  private boolean inGroup;
  private boolean wasInGroup;
  /** Whether its program has printed what its callbacks were told. */
  private boolean hasSpoken;
  private long listedAt;
  private Set<Integer> target = Set.of();
  private Pace pace = Pace.OWN;
  private long paceSince;
  private Long deadline;
  private String ended;
  private long endedAt;

  private Member(String name, String lesson, long pid) {
    this.name = name;
    this.lesson = lesson;
    this.pid = pid;
  }

  /** One that the board has started. */
  static Member ofTheBoard(String name, String lesson, long pid) {
    return new Member(name, lesson, pid);
  }

  /** One that somebody else has started. */
  static Member ofOthers(String name) {
    return new Member(name, null, 0);
  }

  String name() {
    return name;
  }

  boolean isOfTheBoard() {
    return lesson != null;
  }

  String memberId() {
    return memberId;
  }

  boolean isInGroup() {
    return inGroup;
  }

  boolean wasInGroup() {
    return wasInGroup;
  }

  /** Its program's word counts, and comes soon; that of a program that prints no such lines does not. */
  boolean speaks(long t) {
    return hasSpoken || (isOfTheBoard() && (!inGroup || t - listedAt < SPEAKS_WITHIN_MS));
  }

  void hasSpoken() {
    hasSpoken = true;
  }

  /** The cluster lists it. */
  void listed(String id, String from, long t) {
    listedAt = id.equals(memberId) ? listedAt : t;
    memberId = id;
    host = from;
    inGroup = true;
    wasInGroup = true;
  }

  /** The cluster does not list it any more. */
  void unlisted() {
    inGroup = false;
    deadline = null;
    target = Set.of();
  }

  void target(Set<Integer> partitions) {
    target = new TreeSet<>(partitions);
  }

  boolean isAtOwnPace() {
    return pace == Pace.OWN;
  }

  long paceSince() {
    return paceSince;
  }

  /** It does not poll any more, or seldom; the group expels it at the deadline, null if that is not known. */
  void pace(Pace now, long t, Long expelledAt) {
    pace = now;
    paceSince = t;
    deadline = expelledAt;
  }

  boolean hasEnded() {
    return ended != null;
  }

  String ended() {
    return ended;
  }

  long endedAt() {
    return endedAt;
  }

  /** It has ended; where the group does not know that, it waits until the deadline, null if that is not known. */
  void end(String why, long t, Long noticedAt) {
    ended = why;
    endedAt = t;
    deadline = noticedAt;
  }

  /** Its program runs, but the group has expelled it: it does not know that as long as it does not poll. */
  boolean isExpelled() {
    return isOfTheBoard() && !hasEnded() && wasInGroup && !inGroup;
  }

  private String state(Set<Integer> owned, boolean rebalancing, boolean isNew) {
    if (hasEnded() || isExpelled()) {
      return "gone";
    }
    if (!inGroup && owned.isEmpty()) {
      return "joining";
    }
    if (pace != Pace.OWN) {
      return pace == Pace.PAUSED ? "paused" : "slow";
    }
    if (owned.isEmpty()) {
      return isNew ? "joining" : rebalancing ? "reconciling" : "idle";
    }
    return rebalancing && !target.isEmpty() && !target.equals(owned) ? "reconciling" : "consuming";
  }

  /**
   * Its part of an event.
   *
   * @param owned what it has
   * @param rebalancing whether a rebalance is running
   * @param isNew whether it has joined in that rebalance
   */
  ObjectNode json(Set<Integer> owned, boolean rebalancing, boolean isNew) {
    ObjectNode json = Json.MAPPER.createObjectNode().put("name", name).put("id", memberId).put("host", host);
    json.set("partitions", Json.numbers(owned));
    if (!target.isEmpty() && !target.equals(owned)) {
      json.set("target", Json.numbers(target));
    }
    json.put("state", state(owned, rebalancing, isNew));
    if (hasEnded() || isExpelled()) {
      json.put("why", hasEnded() ? ended : "too slow: max.poll.interval.ms");
    }
    json.put("deadlineMs", deadline).put("lesson", lesson).put("pid", isOfTheBoard() ? Long.valueOf(pid) : null);
    return json.put("ours", isOfTheBoard()).put("source", hasSpoken ? "program" : "admin");
  }
}
