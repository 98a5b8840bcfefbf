import { html, type TemplateResult } from 'lit';
import { unsafeSVG } from 'lit/directives/unsafe-svg.js';
import archive from 'lucide-static/icons/archive.svg?raw';
import archiveRestore from 'lucide-static/icons/archive-restore.svg?raw';
import arrowLeft from 'lucide-static/icons/arrow-left.svg?raw';
import arrowRight from 'lucide-static/icons/arrow-right.svg?raw';
import badgeCheck from 'lucide-static/icons/badge-check.svg?raw';
import check from 'lucide-static/icons/check.svg?raw';
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw';
import circleAlert from 'lucide-static/icons/circle-alert.svg?raw';
import circleCheck from 'lucide-static/icons/circle-check.svg?raw';
import circleDashed from 'lucide-static/icons/circle-dashed.svg?raw';
import circlePause from 'lucide-static/icons/circle-pause.svg?raw';
import circleQuestionMark from 'lucide-static/icons/circle-question-mark.svg?raw';
import clock from 'lucide-static/icons/clock.svg?raw';
import clockFading from 'lucide-static/icons/clock-fading.svg?raw';
import copy from 'lucide-static/icons/copy.svg?raw';
import creditCard from 'lucide-static/icons/credit-card.svg?raw';
import creditCardCheck from 'lucide-static/icons/credit-card-check.svg?raw';
import creditCardReader from 'lucide-static/icons/credit-card-reader.svg?raw';
import creditCardX from 'lucide-static/icons/credit-card-x.svg?raw';
import download from 'lucide-static/icons/download.svg?raw';
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw';
import equal from 'lucide-static/icons/equal.svg?raw';
import equalNot from 'lucide-static/icons/equal-not.svg?raw';
import eye from 'lucide-static/icons/eye.svg?raw';
import eyeOff from 'lucide-static/icons/eye-off.svg?raw';
import filePlus from 'lucide-static/icons/file-plus.svg?raw';
import fileText from 'lucide-static/icons/file-text.svg?raw';
import fileWarning from 'lucide-static/icons/file-warning.svg?raw';
import files from 'lucide-static/icons/files.svg?raw';
import flaskConical from 'lucide-static/icons/flask-conical.svg?raw';
import folderCheck from 'lucide-static/icons/folder-check.svg?raw';
import folderLock from 'lucide-static/icons/folder-lock.svg?raw';
import folderPlus from 'lucide-static/icons/folder-plus.svg?raw';
import folderX from 'lucide-static/icons/folder-x.svg?raw';
import globe from 'lucide-static/icons/globe.svg?raw';
import hand from 'lucide-static/icons/hand.svg?raw';
import history from 'lucide-static/icons/history.svg?raw';
import idCard from 'lucide-static/icons/id-card.svg?raw';
import info from 'lucide-static/icons/info.svg?raw';
import keyRound from 'lucide-static/icons/key-round.svg?raw';
import lifeBuoy from 'lucide-static/icons/life-buoy.svg?raw';
import loaderCircle from 'lucide-static/icons/loader-circle.svg?raw';
import lockKeyhole from 'lucide-static/icons/lock-keyhole.svg?raw';
import mail from 'lucide-static/icons/mail.svg?raw';
import messageSquare from 'lucide-static/icons/message-square.svg?raw';
import monitorCheck from 'lucide-static/icons/monitor-check.svg?raw';
import mousePointer from 'lucide-static/icons/mouse-pointer.svg?raw';
import pause from 'lucide-static/icons/pause.svg?raw';
import pencil from 'lucide-static/icons/pencil.svg?raw';
import phone from 'lucide-static/icons/phone.svg?raw';
import play from 'lucide-static/icons/play.svg?raw';
import plugZap from 'lucide-static/icons/plug-zap.svg?raw';
import plus from 'lucide-static/icons/plus.svg?raw';
import printer from 'lucide-static/icons/printer.svg?raw';
import refreshCw from 'lucide-static/icons/refresh-cw.svg?raw';
import replace from 'lucide-static/icons/replace.svg?raw';
import rotateCw from 'lucide-static/icons/rotate-cw.svg?raw';
import send from 'lucide-static/icons/send.svg?raw';
import shieldAlert from 'lucide-static/icons/shield-alert.svg?raw';
import shieldBan from 'lucide-static/icons/shield-ban.svg?raw';
import shieldCheck from 'lucide-static/icons/shield-check.svg?raw';
import shieldX from 'lucide-static/icons/shield-x.svg?raw';
import slidersHorizontal from 'lucide-static/icons/sliders-horizontal.svg?raw';
import stethoscope from 'lucide-static/icons/stethoscope.svg?raw';
import trash2 from 'lucide-static/icons/trash-2.svg?raw';
import triangleAlert from 'lucide-static/icons/triangle-alert.svg?raw';
import unplug from 'lucide-static/icons/unplug.svg?raw';
import upload from 'lucide-static/icons/upload.svg?raw';
import usb from 'lucide-static/icons/usb.svg?raw';
import userMinus from 'lucide-static/icons/user-minus.svg?raw';
import users from 'lucide-static/icons/users.svg?raw';
import walletCards from 'lucide-static/icons/wallet-cards.svg?raw';
import wifiOff from 'lucide-static/icons/wifi-off.svg?raw';
import x from 'lucide-static/icons/x.svg?raw';

const FILES = {
  archive,
  'archive-restore': archiveRestore,
  'arrow-left': arrowLeft,
  'arrow-right': arrowRight,
  'badge-check': badgeCheck,
  check,
  'chevron-down': chevronDown,
  'circle-alert': circleAlert,
  'circle-check': circleCheck,
  'circle-dashed': circleDashed,
  'circle-pause': circlePause,
  'circle-question-mark': circleQuestionMark,
  clock,
  'clock-fading': clockFading,
  copy,
  'credit-card': creditCard,
  'credit-card-check': creditCardCheck,
  'credit-card-reader': creditCardReader,
  'credit-card-x': creditCardX,
  download,
  ellipsis,
  equal,
  'equal-not': equalNot,
  eye,
  'eye-off': eyeOff,
  'file-plus': filePlus,
  'file-text': fileText,
  'file-warning': fileWarning,
  files,
  'flask-conical': flaskConical,
  'folder-check': folderCheck,
  'folder-lock': folderLock,
  'folder-plus': folderPlus,
  'folder-x': folderX,
  globe,
  hand,
  history,
  'id-card': idCard,
  info,
  'key-round': keyRound,
  'life-buoy': lifeBuoy,
  'loader-circle': loaderCircle,
  'lock-keyhole': lockKeyhole,
  mail,
  'message-square': messageSquare,
  'monitor-check': monitorCheck,
  'mouse-pointer': mousePointer,
  pause,
  pencil,
  phone,
  play,
  'plug-zap': plugZap,
  plus,
  printer,
  'refresh-cw': refreshCw,
  replace,
  'rotate-cw': rotateCw,
  send,
  'shield-alert': shieldAlert,
  'shield-ban': shieldBan,
  'shield-check': shieldCheck,
  'shield-x': shieldX,
  'sliders-horizontal': slidersHorizontal,
  stethoscope,
  'trash-2': trash2,
  'triangle-alert': triangleAlert,
  unplug,
  upload,
  usb,
  'user-minus': userMinus,
  users,
  'wallet-cards': walletCards,
  'wifi-off': wifiOff,
  x,
};
export type IconName = keyof typeof FILES;

/** A Lucide icon beside a text that says the same: hidden from screen readers. The loader turns. */
export function icon(name: IconName): TemplateResult {
  const file = FILES[name];
  const drawing = file.slice(file.indexOf('>', file.indexOf('<svg')) + 1, file.lastIndexOf('</svg>'));
  return html`<svg
    class=${name === 'loader-circle' ? 'i spin' : 'i'}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >${unsafeSVG(drawing)}</svg>`;
}
