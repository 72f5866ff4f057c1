/** Booking 4.2, which is at risk for reasons that stand in several issues; #418 is the bug with a long history. */
export const release = `
#418 Booking, Bug: The 7:40 to Old Town is sold twice on some days
ines -41 08:25 (priority High; category Checkout; estimate 16; impact Passengers left on the pier; boats Heron, Puffin; watchers ines, maya, ruben): This morning 117 people had a valid ticket for the 7:40, and Puffin has 98 seats. Nineteen of them watched her leave.

* Only the 7:40, never another ferry, as far as we know.
* Not every day: I looked back, and today is the first time.
* Every ticket is genuine: paid, confirmed, scanned green.

I gave everybody a coffee and a place on the 8:10.
maya -41 09:10 (assignee tom): Tom, this one first please. People notice.
tom -40 15:42 (status In Progress): My first guess was the double click on **Pay**. It is not: the button is off after the first click, and no order exists twice.
ines -38 08:02: Again today. 104 tickets, 98 seats. I am running out of coffee vouchers.
tom -37 11:20 (done 20): Second guess: the payment provider calls us back twice and we count one payment for two tickets. I replayed a week of callbacks: all counted once.
piet -36 19:05: Before I go: the seat map is cached at midnight. I meant to do something about it since 3.0. Sorry!
bot -33 07:36 (priority Urgent): Alert: 07:40 checked in 98 of 98 seats, 21 more tickets are valid.
tom -33 16:30: The log of this morning, and sales of the 7:40 for two weeks. Red bars are days with more tickets than seats. **What do the red days have in common?**
file seatmap.log: Shop and scanner, the morning of the third time
file sold-7-40.png: Tickets sold for the 7:40 in two weeks; the line is 98 seats
ruben -32 06:15: I can tell you. On those mornings Heron stayed in bed: it was damp, and her starter sulks. I sent Puffin, cough or no cough (#405). I swap them on the tablet at ten to six.
tom -32 10:44 (done 60): That is it. At midnight the shop remembers 149 seats for the 7:40, because Heron is planned. Ruben swaps to Puffin at 5:50, the swap event names the sailing by its time (\`740\`) and not by its id, so the cache never hears of it. It is always the 7:40 because no other boat is swapped after midnight.
maya -31 09:00 (version 4.2): Wonderful detective work. Into 4.2, and please no ferry leaves anybody behind before that: Inês, can you stop sales at 90 by hand?
ines -31 09:20: I can. I have set an alarm for 5:55. Goodbye, sleep.
tom -18 17:12 (status Resolved; done 100): The swap event now carries the sailing's id, and the seat map drops what it knew. Live since today.
maya -17 10:05 (status Closed): Two weeks of coffee vouchers saved.
ines -2 08:11 (status Feedback; done 80; priority Immediate): Not quite! Today: 131 tickets, 98 seats. But this time Ruben swapped **the evening before**, at 23:50.
tom -1 16:48: Ten minutes before midnight the swap is right; at midnight the cache is filled again **from the plan**, which still says Heron. Two ways out: (a) the nightly job asks for swaps too, an hour of work; (b) no cache at all, three days and the right thing. With nine days left I would do (a) now and (b) in 5.0. Maya, your call.
tom -40 spent 4 h on Development: Double click theory, dead
tom -37 spent 5.5 h on Development: Replayed payment callbacks
tom -32 spent 2 h on Development: Found it, with Ruben's help
tom -18 spent 3 h on Development: Swap event with the sailing's id
ines -2 spent 1.5 h on Passenger service: Thirty-three unhappy people
tom -1 spent 2.5 h on Development: The midnight half of the bug
#419 Booking, Feature: The new timetable goes on sale
maya -48 (assignee maya; version 4.2; due 9; priority Urgent; category Timetable; done 44; watchers tom, ines, ruben): Everything that must be true on the morning when 4.2 opens the sale of the new timetable. The notes for passengers are in [[Next_release]].
maya -6 14:00 (status In Progress): The posters are printed: *nine in the morning*. There is no moving the date any more.
tom -3 18:20: I can do #431 or the load test #424 this week, not both, and #418 has come back. Somebody has to say what goes.

#420 Booking, Task: Import the new timetable from the captains' spreadsheet
maya -40 (assignee tom; version 4.2; due -10; category Timetable; parent 419; estimate 8): 212 sailings. Column F is a colour.
file timetable.csv: The first lines, without the colours
tom -22 (status In Progress; done 50): Yellow means “only if it does not rain”. I asked.
tom -12 (status Resolved; done 100): All 212 are in. Ruben has checked every tenth.
tom -22 spent 5 h on Development: Reading colours out of a spreadsheet
tom -12 spent 3 h on Development: Import, second half

#421 Booking, Feature: Sailings that exist only at weekends with good weather
maya -38 (assignee tom; version 4.2; due 4; category Timetable; parent 419; estimate 20; boats Old Faithful): The lighthouse ferry. Sell the ticket, and say by eight in the morning whether she sails.
tom -9 (status In Progress; done 60): Selling works. Telling people does not yet: see #427 for the mail.
tom -9 spent 6 h on Development: Weather-dependent sailings
tom -4 spent 4 h on Development: Weather-dependent sailings, the refund path

#422 Booking, Task: Proofread the timetable in three languages
maya -30 (assignee ines; version 4.2; due -4; category Timetable; parent 419; estimate 3): “Ferry” is not “fairy”. It was, last year, for a week.
ines -11 (status In Progress; done 60): Two of three done. I need the last one from the translator, who is on a ferry.

#424 Booking, Task: Load test for the opening of the sale
tom -35 (version 4.2; due -3; priority High; category Checkout; parent 419; estimate 12; watchers tom): Last year 2,300 people pressed *Buy* in the first minute, and the shop needed eleven minutes to get up again.

Goal: 3,000 orders in the first minute, answer below two seconds.
maya -8: Who does this? It is due in five days and belongs to nobody.
maya -2 09:30 (priority Urgent): It is overdue now, and still belongs to nobody.

#431 Booking, Bug: When the clocks change, the night ferry arrives before it leaves
ruben -26 (assignee tom; version 4.2; due 6; priority High; category Timetable; parent 419; estimate 6; impact Annoying; boats Puffin): The 23:30 on the night of the change: departure 23:30, arrival 23:15. The shop refuses to sell a ferry that travels in time.
tom -14: We store local times and add minutes. Of course we do. Times must be stored with their offset: 212 sailings and every ticket.
ines -13: For the record: one gentleman asked whether he may travel back to his childhood.
tom -5 (status In Progress; done 10): Started. The change of the tables is easy, the tickets already sold are not.
tom -5 spent 3.5 h on Development: Times with their offset

#438 Booking, Task: New key from the payment provider before the old one ends
maya -7 (private; assignee tom; version 4.2; due 2; priority Urgent; category Checkout; estimate 1): The old key stops working in two days. Without the new one nobody can pay. The key itself is in the safe, not here.
maya -3 (private): Safe: second drawer, under the ship's biscuits.
`;
