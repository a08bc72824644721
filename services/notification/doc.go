// Package notification tells shoppers what happened: messages in the shop (with a live stream) and e-mail.
//
// Tables:  notice (one for each thing told, unique by dedupe_key), mail (what workers have to send), account (address,
// preferences, who became whom, who is forgotten), alert (what a shopper waits for), waiting_notice (told when
// its order is known); copies: purchase (whom an order belongs to), product, variant (price and availability).
// Sends:   nothing.
// Hears:   order_created, order_confirmed, order_cancelled, order_shipped, order_delivered, payment_failed,
// payment_refunded, return_received, user_notifications (all of them tell somebody, the first only who), user_changed,
// user_merged, user_erased, product_created, product_updated, stock_changed.
//
// Read notice.go first, then notices.go: tell is the only way to a message. It runs in the transaction of the event:
// the notice, the mail to be sent and the order's journal line commit together or not at all.
//
// Mail is sent by workers (deliver.go), never inside a transaction: a worker leases a row of mail by moving its due_at,
// sends, and settles it. Killed anywhere, the lease ends and another worker goes on.
//
// Invariants:
//
//   - a dedupe key has at most one notice and one mail, however often and in whichever order its event comes;
//   - SMTP cannot send exactly once: when the server took a mail and its answer was lost, the mail is sent again.
//     Each try carries the same Message-ID (the notice's id), by which mailboxes and relays drop the second;
//   - a mail is given up only when the server refuses it for good or it is older than MAIL_GIVE_UP;
//   - the body of a mail, and with it any token in a link, is deleted when the mail is done, and is never logged;
//   - an alert fires once, at a change of the copy: from not buyable to buyable, or below the remembered price. The
//     copy's row is locked by whoever changes it and by whoever makes an alert, so no change falls between;
//   - a forgotten user is never written to again.
package notification
