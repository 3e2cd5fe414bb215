package lisle.sys;

/**
 * Protocols, options and identifier flags of CAN: Documentation/networking/can.rst of the kernel.
 */
public final class CanOptions {
  // Protocols
  public static final int CAN_RAW = 1;
  public static final int CAN_BCM = 2;
  public static final int CAN_ISOTP = 6;
  public static final int CAN_J1939 = 7;

  // Levels
  public static final int SOL_CAN_BASE = 100;
  public static final int SOL_CAN_RAW = 101;
  public static final int SOL_CAN_ISOTP = 106;
  public static final int SOL_CAN_J1939 = 107;

  // Options at SOL_CAN_RAW
  public static final int CAN_RAW_FILTER = 1;
  public static final int CAN_RAW_ERR_FILTER = 2;
  public static final int CAN_RAW_LOOPBACK = 3;
  public static final int CAN_RAW_RECV_OWN_MSGS = 4;
  public static final int CAN_RAW_FD_FRAMES = 5;
  public static final int CAN_RAW_JOIN_FILTERS = 6;
  public static final int CAN_RAW_FILTER_MAX = 0x200;

  // Options at SOL_CAN_ISOTP
  public static final int CAN_ISOTP_OPTS = 1;
  public static final int CAN_ISOTP_RECV_FC = 2;
  public static final int CAN_ISOTP_TX_STMIN = 3;
  public static final int CAN_ISOTP_RX_STMIN = 4;
  public static final int CAN_ISOTP_LL_OPTS = 5;

  // Options and control messages at SOL_CAN_J1939
  public static final int SO_J1939_FILTER = 1;
  public static final int SO_J1939_PROMISC = 2;
  public static final int SO_J1939_SEND_PRIO = 3;
  public static final int SO_J1939_ERRQUEUE = 4;
  public static final int SCM_J1939_DEST_ADDR = 1;
  public static final int SCM_J1939_DEST_NAME = 2;
  public static final int SCM_J1939_PRIO = 3;
  public static final int SCM_J1939_ERRQUEUE = 4;

  // Identifiers and lengths
  public static final int CAN_EFF_FLAG = 0x80000000;
  public static final int CAN_RTR_FLAG = 0x40000000;
  public static final int CAN_ERR_FLAG = 0x20000000;
  public static final int CAN_SFF_MASK = 0x7ff;
  public static final int CAN_EFF_MASK = 0x1fffffff;
  public static final int CAN_ERR_MASK = 0x1fffffff;
  public static final int CAN_INV_FILTER = 0x20000000;
  public static final int CAN_MAX_DLEN = 8;
  public static final int CANFD_MAX_DLEN = 0x40;
  public static final int CANFD_BRS = 1;
  public static final int CANFD_ESI = 2;
  public static final int CANFD_FDF = 4;
  public static final int CAN_MTU = 16;
  public static final int CANFD_MTU = 72;

  private CanOptions() {}
}
